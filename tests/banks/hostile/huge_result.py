"""A result of a hundred million numbers.

Status: out_of_memory
"""

import torch


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return torch.zeros(1).expand(10**10)
