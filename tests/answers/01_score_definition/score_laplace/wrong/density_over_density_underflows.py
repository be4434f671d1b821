"""Divides p' by p; far out both underflow to zero, and 0/0 is NaN.

Diagnosis: wrong far away, where p underflows to zero
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    v = x - mu
    p = torch.exp(-v.abs() / b) / (2 * b)
    slope = -torch.sign(v) / b * p
    return slope / p
