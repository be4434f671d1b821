"""Differentiates the mean of the log-densities: every arrow is n times too short.

Diagnosis: off by a factor n: each point has a slope of its own
"""

import torch


def score_gaussian_nd(x, mu, cov):
    y = x.detach().clone().requires_grad_()
    v = y - mu
    log_p = -0.5 * (v @ torch.linalg.inv(cov) * v).sum(1)
    return torch.autograd.grad(log_p.mean(), y)[0]
