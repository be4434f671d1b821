"""A very steep tanh for the sign: smooth, and wrong close to the kink.

Diagnosis: wrong close to the kink
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.tanh(1e4 * (x - mu)) / b
