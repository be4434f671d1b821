"""Only the right half has a slope; left of the peak the score stays zero.

Diagnosis: one side is forgotten
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    s = torch.zeros_like(x)
    s[x > mu] = -1 / b
    return s
