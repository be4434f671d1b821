"""Draws all points around (w, w) and mirrors them into the four corners, which a Gaussian does not mind."""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    first = half_width + std * torch.randn(n_samples, 2, generator=generator)
    mirror = torch.rand(n_samples, 2, generator=generator) < 0.5
    first[mirror] *= -1
    return first
