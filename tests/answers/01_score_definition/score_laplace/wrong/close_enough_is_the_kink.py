"""Calls x the kink where torch.isclose finds it close to μ.

Diagnosis: wrong close to the kink
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    at_the_kink = torch.isclose(x, torch.full_like(x, mu))
    return torch.where(at_the_kink, 0.0, -torch.sign(x - mu) / b)
