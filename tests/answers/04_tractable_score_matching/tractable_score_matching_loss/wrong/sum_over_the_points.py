"""Adds up over the points where the mean is asked.

Diagnosis: the sum over the data; take the mean
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    return (trace + s.square().sum(dim=1) / 2).sum()
