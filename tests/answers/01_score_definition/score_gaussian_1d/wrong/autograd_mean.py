"""Differentiates the mean of the log-densities, so every score is divided by their number.

Diagnosis: off by a factor n: each point has a slope of its own
"""

import torch


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    y = x.detach().clone().requires_grad_()
    log_p = -((y - mu) ** 2) / (2 * sigma**2)
    return torch.autograd.grad(log_p.mean(), y)[0]
