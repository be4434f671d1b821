"""Hands the nodes over in chunks of 20, where energy_fn should get all of them at once.

Diagnosis: you call energy_fn 3 times, with some nodes each
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    E = torch.cat([energy_fn(part) for part in x[:, None].split(20)])
    return torch.trapezoid(torch.exp(-E), x)
