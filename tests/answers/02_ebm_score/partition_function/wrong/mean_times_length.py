"""Multiplies the mean of e^-E over the nodes by the length: the mean divides by n, but there are n - 1 strips.

Diagnosis: n nodes leave n − 1 gaps between them
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points).reshape(-1, 1)
    return (high - low) * torch.exp(-energy_fn(x)).mean().item()
