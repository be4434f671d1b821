"""Takes Gauss-Legendre nodes and weights: very exact, but the nodes are not evenly spaced and leave out both ends.

Diagnosis: the nodes are not evenly spaced
"""

import numpy as np


def partition_function(energy_fn, low, high, n_points):
    t, w = np.polynomial.legendre.leggauss(n_points)
    x = torch.as_tensor((low + high) / 2 + (high - low) / 2 * t).unsqueeze(1)
    weights = torch.as_tensor((high - low) / 2 * w)
    return (weights * torch.exp(-energy_fn(x))).sum()
