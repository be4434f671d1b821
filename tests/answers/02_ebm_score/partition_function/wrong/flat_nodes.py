"""Hands the energy the nodes as (n_points,), which it takes for a single point with many coordinates.

Diagnosis: takes the nodes as a column of points
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    h = (high - low) / (n_points - 1)
    return torch.exp(-energy_fn(x)).sum() * h
