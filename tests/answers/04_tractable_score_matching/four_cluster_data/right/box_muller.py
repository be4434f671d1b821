"""Gaussian noise from uniform numbers by Box and Muller, in float64 and cast back."""

import math

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    u = torch.rand(n_samples, 4, generator=generator, dtype=torch.float64)
    radius = torch.sqrt(-2 * torch.log1p(-u[:, 0]))
    angle = 2 * math.pi * u[:, 1]
    noise = torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)
    corner = torch.where(u[:, 2:] < 0.5, -half_width, half_width)
    return (corner + std * noise).float()
