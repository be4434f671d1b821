"""Pulls towards the origin and not towards the mean.

Diagnosis: μ does not act: the score is zero at x = μ
"""

import torch


def score_gaussian_nd(x, mu, cov):
    return -torch.linalg.solve(cov, x.T).T
