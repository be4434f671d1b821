"""Calls everything within 0.01 of the peak the kink, and gives zero there.

Diagnosis: wrong close to the kink
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    s = -torch.sign(x - mu) / b
    return torch.where((x - mu).abs() < 0.01, torch.zeros_like(s), s)
