"""Squeezes the arrows: in one dimension the squares are then added up over the points.

Diagnosis: d = 1: ‖s‖² is added up over the points too
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    return (trace + 0.5 * s.squeeze().square().sum(dim=-1)).mean()
