"""The numbers are right, but x requires gradients ever after: x has to stay as it was.

Diagnosis: your function leaves a mark on its input
"""

import torch


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    x.requires_grad_(True)
    log_p = -((x - mu) ** 2) / (2 * sigma**2)
    return torch.autograd.grad(log_p.sum(), x)[0]
