"""Adds up two diagonal entries, whatever the dimension.

Diagnosis: the trace of the first 2 of 6 coordinates only
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    g0 = torch.autograd.grad(s[:, 0].sum(), x, create_graph=True)[0]
    g1 = torch.autograd.grad(s[:, 1].sum(), x, create_graph=True)[0]
    trace = g0[:, 0] + g1[:, 1]
    return (trace + s.square().sum(dim=1) / 2).mean()
