"""Tidies up too much: after the call x, which came in requiring gradients, requires none.

Diagnosis: x no longer requires gradients
"""

import torch


def jacobian_trace(scores, x):
    trace = torch.zeros_like(x[:, 0])
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j]
    x.requires_grad_(False)
    return trace
