"""Divides by the variances on the diagonal and forgets the correlations.

Diagnosis: only the diagonal of Σ acts
"""

import torch


def score_gaussian_nd(x, mu, cov):
    return -(x - mu) / torch.diagonal(cov)
