"""Two triangular solves, first with L and then with its transpose, under no_grad."""

import torch


@torch.no_grad()
def score_gaussian_nd(x, mu, cov):
    L = torch.linalg.cholesky(cov)
    white = torch.linalg.solve_triangular(L, (x - mu).T, upper=False)
    return -torch.linalg.solve_triangular(L.T, white, upper=True).T
