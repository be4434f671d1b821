"""Averages the energy first and takes e^- of the average: the exponential must come before the sum.

Diagnosis: the exponential comes before the mean
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)[:, None]
    return (high - low) * torch.exp(-energy_fn(x).mean())
