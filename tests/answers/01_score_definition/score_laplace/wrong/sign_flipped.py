"""The arrows point away from the peak: the minus sign in front is missing.

Diagnosis: right length, wrong way
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return torch.sign(x - mu) / b
