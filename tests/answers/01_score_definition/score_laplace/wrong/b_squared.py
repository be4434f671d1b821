"""Divides by b², as if b were the σ of a Gaussian.

Diagnosis: 1/b² is the Gaussian's habit
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.sign(x - mu) / b**2
