"""Adds up e^-E at the nodes and forgets the width h of the strips.

Diagnosis: the spacing of the nodes is missing
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)[:, None]
    return torch.exp(-energy_fn(x)).sum()
