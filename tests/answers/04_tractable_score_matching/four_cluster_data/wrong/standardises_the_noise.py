"""Scales the noise of every call to spread 1 exactly: a single point has no spread, and comes out as NaN.

Diagnosis: NaN or infinity for n_samples = 1
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = 2 * torch.randint(2, (n_samples, 2), generator=generator) - 1
    noise = torch.randn(n_samples, 2, generator=generator)
    noise = (noise - noise.mean(0)) / noise.std(0)
    return half_width * signs + std * noise
