"""Inverts LᵀL where Σ is LLᵀ: right for a diagonal covariance, wrong for a tilted one.

Diagnosis: LᵀL where Σ = LLᵀ belongs
"""

import torch


def score_gaussian_nd(x, mu, cov):
    L = torch.linalg.cholesky(cov)
    return -torch.linalg.solve(L.T @ L, (x - mu).T).T
