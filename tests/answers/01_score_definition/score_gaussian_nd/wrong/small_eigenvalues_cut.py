"""A pseudo-inverse that throws away directions narrower than a tenth of the widest.

Diagnosis: the narrow directions are lost
"""

import torch


def score_gaussian_nd(x, mu, cov):
    return -(x - mu) @ torch.linalg.pinv(cov, rtol=0.1)
