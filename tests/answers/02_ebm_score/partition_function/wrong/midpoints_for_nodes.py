"""Puts the nodes in the middle of n strips: evenly spaced, but neither end is among them.

Diagnosis: the nodes run from -3.85366 to 7.85366
"""


def partition_function(energy_fn, low, high, n_points):
    h = (high - low) / n_points
    x = low + h * (torch.arange(n_points) + 0.5)
    return h * torch.exp(-energy_fn(x[:, None])).sum()
