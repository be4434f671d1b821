"""Evaluates the notebook's `net` instead of the model that is handed in.

Diagnosis: another model gets the same loss: use `model`
"""

import torch

from helpers.models import ScoreNet

net = ScoreNet()


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = net(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    return (trace + s.square().sum(dim=1) / 2).mean()
