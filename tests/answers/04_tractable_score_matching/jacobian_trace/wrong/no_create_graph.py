"""Calls autograd.grad without create_graph: the first pass frees the graph and the second one fails.

Diagnosis: has freed the graph: create_graph=True keeps it
"""

import torch


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(scores[:, j].sum(), x)[0][:, j]
    return trace
