"""Inverts Σ but keeps only the diagonal of the inverse.

Diagnosis: only the diagonal of Σ⁻¹ acts
"""

import torch


def score_gaussian_nd(x, mu, cov):
    precision = torch.linalg.inv(cov)
    return -(x - mu) * precision.diag()
