"""Returns (d, n): the last transposition is missing.

Diagnosis: Rows and columns are swapped
"""

import torch


def score_gaussian_nd(x, mu, cov):
    return -torch.linalg.inv(cov) @ (x - mu).T
