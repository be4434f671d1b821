"""Draws n // 4 points per cluster: up to three points get lost.

Diagnosis: 7 points were asked for, 4 came back
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    corners = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
    parts = []
    for a, b in corners:
        centre = torch.tensor([a * half_width, b * half_width])
        parts.append(centre + std * torch.randn(n_samples // 4, 2, generator=generator))
    return torch.cat(parts)
