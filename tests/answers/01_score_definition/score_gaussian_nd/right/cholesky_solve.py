"""Cholesky factor, then cholesky_solve."""

import torch


def score_gaussian_nd(points, mean, covariance):
    factor = torch.linalg.cholesky(covariance)
    return torch.cholesky_solve((mean - points).mT, factor).mT
