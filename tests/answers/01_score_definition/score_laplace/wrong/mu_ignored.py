"""The kink stays at zero, wherever the peak is.

Diagnosis: μ does not act: the sign changes at x = μ
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.sign(x) / b
