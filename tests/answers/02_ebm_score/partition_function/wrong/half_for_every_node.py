"""Gives the weight ½ to every node, where only the two ends have it: half of the integral.

Diagnosis: only the two nodes at the ends have the weight ½
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)[:, None]
    h = (high - low) / (n_points - 1)
    return 0.5 * h * torch.exp(-energy_fn(x)).sum()
