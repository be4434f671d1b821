"""Returns log Z where Z is asked for.

Diagnosis: this is log Z
"""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)[:, None]
    h = (high - low) / (n_points - 1)
    return torch.logsumexp(-energy_fn(x), dim=0) + math.log(h)
