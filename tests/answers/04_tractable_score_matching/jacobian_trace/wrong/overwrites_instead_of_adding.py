"""Overwrites the trace in every round: only the last diagonal entry is left.

Diagnosis: only the last coordinate: add up, do not overwrite
"""

import torch


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        trace = torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j]
    return trace
