"""Converts everything to float32 for the solver, and float64 points lose half their digits.

Diagnosis: float64 came in, float32 came out
"""

import torch


def score_gaussian_nd(x, mu, cov):
    return -torch.linalg.solve(cov.float(), (x - mu).float().T).T
