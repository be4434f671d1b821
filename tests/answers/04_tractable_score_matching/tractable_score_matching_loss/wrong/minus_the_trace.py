"""Subtracts the trace: the minus of the integration by parts was already used up by the cross term.

Diagnosis: the sign of the trace: it is added
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    return (s.square().sum(dim=1) / 2 - trace).mean()
