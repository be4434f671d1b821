"""Casts the data to float32: a model in float64 refuses them, or loses half its digits.

Diagnosis: float64 came in, float32 came out
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.float().clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    return (trace + s.square().sum(dim=1) / 2).mean()
