"""Rounds the result to three decimals, of which a small Z has hardly any.

Diagnosis: this is rounded, and Z may be small
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    return round(torch.trapezoid(torch.exp(-energy_fn(x[:, None])), x).item(), 3)
