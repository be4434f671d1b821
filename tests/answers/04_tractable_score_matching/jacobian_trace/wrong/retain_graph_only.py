"""Keeps the graph with retain_graph but does not build one of the gradient: the value is right, and the trace cannot
train.

Diagnosis: create_graph=True in every pass
Points: 2
"""

import torch


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        grad = torch.autograd.grad(scores[:, j].sum(), x, retain_graph=True)[0]
        trace = trace + grad[:, j]
    return trace
