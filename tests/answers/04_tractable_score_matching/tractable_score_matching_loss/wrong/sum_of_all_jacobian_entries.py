"""Adds up all entries of the Jacobian instead of its diagonal, by differentiating the sum of all outputs.

Diagnosis: the whole Jacobian was summed
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = torch.autograd.grad(s.sum(), x, create_graph=True)[0].sum(dim=1)
    return (trace + s.square().sum(dim=1) / 2).mean()
