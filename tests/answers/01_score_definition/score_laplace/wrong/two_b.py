"""Takes the 2b of the normaliser along, which the logarithm turns into a constant.

Diagnosis: the 2 of 1/2b belongs to the normaliser
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.sign(x - mu) / (2 * b)
