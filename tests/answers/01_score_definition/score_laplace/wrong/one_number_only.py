"""A Python if asks one question of the whole tensor: it works for a single number only.

Diagnosis: `if` asks one question of a whole tensor
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    if x > mu:
        return torch.full_like(x, -1 / b)
    if x < mu:
        return torch.full_like(x, 1 / b)
    return torch.zeros_like(x)
