"""Solves with the Cholesky factor once; Σ = L Lᵀ needs a second solve with Lᵀ.

Diagnosis: half way: L⁻¹(x − μ) with Σ = LLᵀ still needs L⁻ᵀ
"""

import torch


def score_gaussian_nd(x, mu, cov):
    L = torch.linalg.cholesky(cov)
    return -torch.linalg.solve_triangular(L, (x - mu).T, upper=False).T
