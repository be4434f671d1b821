"""Cuts the noise off at three standard deviations, against outliers.

Diagnosis: the noise is not Gaussian: E z⁴ is 2.
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = 2 * torch.randint(2, (n_samples, 2), generator=generator) - 1
    noise = torch.randn(n_samples, 2, generator=generator).clamp(-3, 3)
    return half_width * signs + std * noise
