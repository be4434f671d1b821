"""Integrates e^(+E): the minus in the exponent is missing, and the high ground counts most.

Diagnosis: the sign of the exponent
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    return torch.trapezoid(energy_fn(x[:, None]).exp(), x)
