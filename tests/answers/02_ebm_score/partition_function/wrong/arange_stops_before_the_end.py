"""Builds the nodes with arange, which stops before its end: n - 1 nodes in place of n, and high is not among them.

Diagnosis: you use 40 nodes where n_points = 41 are asked for
"""


def partition_function(energy_fn, low, high, n_points):
    x = low + (high - low) * torch.arange(0, n_points - 1) / (n_points - 1)
    h = (high - low) / (n_points - 1)
    return (torch.exp(-energy_fn(x[:, None])) * h).sum()
