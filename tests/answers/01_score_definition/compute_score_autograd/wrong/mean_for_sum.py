"""Differentiates the mean of the batch, so every score is divided by n.

Diagnosis: differentiate the sum over the batch, not the mean
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(log_prob_fn(y).mean(), y)[0]
