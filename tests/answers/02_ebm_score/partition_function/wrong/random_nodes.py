"""Averages over random points between low and high, where evenly spaced nodes are asked for.

Diagnosis: the nodes are not evenly spaced
"""


def partition_function(energy_fn, low, high, n_points):
    x = low + (high - low) * torch.rand(n_points, 1)
    return (high - low) * torch.exp(-energy_fn(x)).mean()
