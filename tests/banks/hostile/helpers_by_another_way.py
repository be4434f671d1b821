"""Differentiates the helpers' log-density in place of calling their score.

Status: refused
"""

import torch

from helpers import distributions


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    normal = distributions.gaussian([mu], [sigma**2])
    return torch.func.grad(lambda y: normal.log_prob(y.reshape(-1, 1)).sum())(x)
