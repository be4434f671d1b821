"""Slips in the sign of the off-diagonal entries of Σ⁻¹: right only where nothing is correlated.

Diagnosis: off the diagonal, Σ⁻¹ has the other sign
"""

import torch


def score_gaussian_nd(x, mu, cov):
    precision = torch.linalg.inv(cov)
    diagonal = torch.diag(torch.diag(precision))
    precision = 2 * diagonal - precision
    return -(x - mu) @ precision
