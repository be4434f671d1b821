"""Puts 1 at the kink, which lies outside [-1/b, 1/b] as soon as b is larger than one.

Diagnosis: does not lie between −1/b and 1/b
Points: 1
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    s = -torch.sign(x - mu) / b
    return torch.where(x == mu, torch.ones_like(x), s)
