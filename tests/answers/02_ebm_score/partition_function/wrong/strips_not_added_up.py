"""Returns the areas of all the strips and does not add them up.

Diagnosis: one is expected: add up the strips
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)[:, None]
    h = (high - low) / (n_points - 1)
    return h * torch.exp(-energy_fn(x))
