"""The slope of a density of scale one, whatever b is.

Diagnosis: b does not act
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.sign(x - mu)
