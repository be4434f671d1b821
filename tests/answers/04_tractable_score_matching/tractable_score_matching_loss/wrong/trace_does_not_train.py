"""Computes the trace with retain_graph only: the value is right, but the gradient lacks the trace and training
shrinks all arrows.

Diagnosis: the trace trains nothing: create_graph=True
Points: 2
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, retain_graph=True)[0][:, j]
    return (trace + s.square().sum(dim=1) / 2).mean()
