"""Hands single points of shape (d,) to log_prob_fn, which takes (n, d).

Diagnosis: log_prob_fn takes a batch (n, d)
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    rows = []
    for point in x:
        y = point.detach().clone().requires_grad_()
        rows.append(torch.autograd.grad(log_prob_fn(y).sum(), y)[0])
    return torch.stack(rows)
