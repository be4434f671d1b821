"""The plane as complex numbers: powers of i turn one corner into the four."""

import math

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    k = torch.randint(0, 4, (n_samples,), generator=generator)
    powers = torch.tensor([1, 1j, -1, -1j], dtype=torch.complex64)
    z = torch.randn(n_samples, generator=generator, dtype=torch.complex64)
    points = half_width * (1 + 1j) * powers[k] + std * math.sqrt(2) * z
    return torch.view_as_real(points)
