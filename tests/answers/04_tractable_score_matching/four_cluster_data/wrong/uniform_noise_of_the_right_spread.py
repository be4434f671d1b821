"""Uniform noise scaled to the right standard deviation: the first two moments agree, but the clusters are square, not
Gaussian.

Diagnosis: the noise is not Gaussian
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = torch.randint(0, 2, (n_samples, 2), generator=generator) * 2.0 - 1
    noise = (torch.rand(n_samples, 2, generator=generator) - 0.5) * 12**0.5
    return half_width * signs + std * noise
