"""The arrows point away from the mean: the minus sign in front is missing.

Diagnosis: right length, wrong way
"""

import torch


def score_gaussian_nd(x, mu, cov):
    return torch.linalg.solve(cov, (x - mu).T).T
