"""Keeps b above a half, so that a narrow peak gets too small a slope.

Diagnosis: wrong for a narrow peak
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.sign(x - mu) / max(b, 0.5)
