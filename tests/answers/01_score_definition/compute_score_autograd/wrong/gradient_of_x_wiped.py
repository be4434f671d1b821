"""Clears the .grad of x first, which may be somebody else's.

Diagnosis: keep the .grad that it has
Points: 1
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    x.grad = None
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(log_prob_fn(y).sum(), y)[0]
