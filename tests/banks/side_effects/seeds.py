"""Right, and seeds everything."""

import random

import numpy as np

random.seed(1)
np.random.seed(1)
torch.manual_seed(1)


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    torch.manual_seed(2)
    return -(x - mu) / sigma**2
