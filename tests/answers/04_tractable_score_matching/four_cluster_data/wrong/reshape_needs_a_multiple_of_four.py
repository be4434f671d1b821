"""Reshapes the noise to (4, n // 4, 2), which fails unless four divides the number of samples.

Diagnosis: n_samples need not be a multiple of four
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    corners = half_width * torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    noise = torch.randn(n_samples, 2, generator=generator).view(4, n_samples // 4, 2)
    return (corners[:, None] + std * noise).reshape(n_samples, 2)
