"""One call with all nodes, and two more at the ends, which get half the weight."""


def partition_function(energy_fn, low, high, n_points):
    def density(x):
        return torch.exp(-energy_fn(x[:, None]))

    h = (high - low) / (n_points - 1)
    x = torch.linspace(low, high, n_points)
    ends = density(x[:1]) + density(x[-1:])
    return h * (density(x).sum() - ends.squeeze() / 2)
