"""Evaluates the squared length under no_grad: only the trace trains.

Diagnosis: ‖s‖² trains nothing: compute it outside of no_grad
Points: 2
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    with torch.no_grad():
        half = model(x).square().sum(dim=1) / 2
    return (trace + half).mean()
