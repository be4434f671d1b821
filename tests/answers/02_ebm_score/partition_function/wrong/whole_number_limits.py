"""Cuts low and high down to whole numbers, and so integrates from somewhere else.

Diagnosis: the nodes run from -3 to 4
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(int(low), int(high), n_points)
    return torch.trapezoid(torch.exp(-energy_fn(x[:, None])), x)
