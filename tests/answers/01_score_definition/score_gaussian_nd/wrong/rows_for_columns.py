"""Solves with the points as rows: it stops unless there are as many points as dimensions, and then it mixes the
points.

Diagnosis: transpose the points, and the result back
"""

import torch


def score_gaussian_nd(x, mu, cov):
    return -torch.linalg.solve(cov, x - mu)
