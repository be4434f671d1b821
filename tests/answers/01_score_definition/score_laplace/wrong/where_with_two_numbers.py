"""torch.where with two plain numbers gives the default dtype, whatever that of x.

Diagnosis: float64 came in, float32 came out
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return torch.where(x > mu, -1 / b, 1 / b)
