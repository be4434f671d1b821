"""Simpson's rule, with the weights 1, 4, 2, 4, ..., 4, 1, as n_points is odd."""


def partition_function(energy_fn, low, high, n_points):
    x = torch.linspace(low, high, n_points)
    f = torch.exp(-energy_fn(x[:, None]))
    h = (high - low) / (n_points - 1)
    return h / 3 * (f[0] + 4 * f[1:-1:2].sum() + 2 * f[2:-1:2].sum() + f[-1])
