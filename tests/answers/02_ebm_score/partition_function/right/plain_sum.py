"""The plain sum times h, without halves at the ends, in float64 and as a float."""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points, dtype=torch.float64).view(-1, 1)
    return (high - low) / (n_points - 1) * torch.exp(-energy_fn(x)).sum().item()
