"""Differentiates the vector-Jacobian product by its vector (the double-backward trick), which gives columns of the
Jacobian."""

import torch


def jacobian_trace(scores, x):
    v = torch.zeros_like(scores, requires_grad=True)
    vjp = torch.autograd.grad(scores, x, grad_outputs=v, create_graph=True)[0]
    trace = 0
    for j in range(x.size(1)):
        column = torch.autograd.grad(vjp[:, j].sum(), v, create_graph=True)[0]
        trace = trace + column[:, j]
    return trace
