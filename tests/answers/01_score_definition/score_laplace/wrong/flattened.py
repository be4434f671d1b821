"""Gives back one long row of numbers; element by element means in the shape of x.

Diagnosis: keep the shape of the input
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.sign(x.reshape(-1) - mu) / b
