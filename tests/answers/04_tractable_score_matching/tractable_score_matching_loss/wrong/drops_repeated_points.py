"""Takes the mean over the different points only: a point that comes twice counts once.

Diagnosis: a point that comes twice counts twice
"""

import torch


def tractable_score_matching_loss(model, data):
    x = torch.unique(data, dim=0).requires_grad_()
    s = model(x)
    return (jacobian_trace(s, x) + 0.5 * s.square().sum(1)).mean()
