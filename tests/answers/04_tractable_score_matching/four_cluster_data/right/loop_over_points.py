"""A Python loop over the points, each drawn on its own."""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    points = torch.empty(n_samples, 2)
    for i in range(n_samples):
        k = int(torch.randint(4, (1,), generator=generator))
        centre = torch.tensor([half_width if k % 2 else -half_width, half_width if k > 1 else -half_width])
        points[i] = centre + std * torch.randn(2, generator=generator)
    return points
