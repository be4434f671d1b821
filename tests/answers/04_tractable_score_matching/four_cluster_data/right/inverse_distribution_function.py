"""Noise by inverting the normal distribution function, and the signs from bits of one integer."""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    bits = torch.randint(0, 4, (n_samples,), generator=generator)
    signs = 2 * torch.stack([bits & 1, bits >> 1], dim=1) - 1
    u = torch.rand(n_samples, 2, generator=generator, dtype=torch.float64).clamp_min(1e-16)
    noise = torch.special.ndtri(u)
    return (half_width * signs + std * noise).to(torch.get_default_dtype())
