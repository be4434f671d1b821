"""Builds the nodes with arange up to high + h, which by rounding is sometimes one node too many.

Diagnosis: you use 42 nodes where n_points = 41 are asked for
"""


def partition_function(energy_fn, low, high, n_points):
    h = (high - low) / (n_points - 1)
    x = torch.arange(low, high + h, h)
    return torch.exp(-energy_fn(x[:, None])).sum() * h
