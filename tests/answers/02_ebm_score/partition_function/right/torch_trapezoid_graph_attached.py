"""Lets torch.trapezoid do it, with the nodes as its second argument, and keeps whatever graph the energy has."""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    return torch.trapezoid((-energy_fn(x.unsqueeze(-1))).exp(), x)
