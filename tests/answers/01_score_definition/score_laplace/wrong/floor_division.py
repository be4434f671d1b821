"""// rounds down, so with b = 2 the slope is 0 or -1 and never a half.

Diagnosis: // rounds down
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    return -torch.sign(x - mu) // b
