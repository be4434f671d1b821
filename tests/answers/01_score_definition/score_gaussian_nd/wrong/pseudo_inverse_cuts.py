"""A pseudo-inverse that takes variances below a thousandth of the largest for zero.

Diagnosis: its narrow directions pull hardest
"""

import torch


def score_gaussian_nd(x, mu, cov):
    return -(x - mu) @ torch.linalg.pinv(cov, rtol=1e-3)
