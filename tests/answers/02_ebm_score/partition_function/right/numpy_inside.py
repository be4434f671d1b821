"""Adds up in NumPy and returns a NumPy number turned into a float."""

import numpy as np


def partition_function(energy_fn, low, high, n_points):
    nodes = np.linspace(low, high, n_points, dtype=np.float32).reshape(n_points, 1)
    heights = np.exp(-energy_fn(torch.from_numpy(nodes)).detach().numpy().astype(np.float64))
    return float(((heights[1:] + heights[:-1]) / 2).sum() * (high - low) / (n_points - 1))
