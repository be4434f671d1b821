"""Returns the exponent, not its slope.

Diagnosis: this is log p; now differentiate it
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.abs(x - mu) / b
