"""Computes in float64, whatever comes, and casts back to the dtype of x."""

import torch


def score_gaussian_nd(x, mu, cov):
    v = x.double() - mu.double()
    solved = torch.linalg.solve(cov.double(), v.unsqueeze(-1))
    return -solved.squeeze(-1).to(x.dtype)
