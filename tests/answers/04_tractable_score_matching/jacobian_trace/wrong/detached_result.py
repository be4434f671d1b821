"""Detaches the trace before it is returned, so that a loss never feels it.

Diagnosis: it has no graph and trains nothing
Points: 2
"""

import torch


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j]
    return trace.detach()
