"""The result is right, but -= moves the caller's points.

Diagnosis: your function changes its input
"""

import torch


def score_gaussian_nd(x, mu, cov):
    x -= mu
    return -torch.linalg.solve(cov, x.T).T
