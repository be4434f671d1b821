"""Formats the number for display: a string is no number.

Diagnosis: your function returns a str; one number is expected
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    return f"{torch.trapezoid(torch.exp(-energy_fn(x[:, None])), x):.6f}"
