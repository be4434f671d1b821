"""The old recipe for Gaussian numbers: twelve uniform ones less six; the tails are too thin.

Diagnosis: the noise is not Gaussian: E z⁴ is 2.
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = 2 * torch.randint(2, (n_samples, 2), generator=generator) - 1
    noise = torch.rand(n_samples, 2, 12, generator=generator).sum(-1) - 6
    return half_width * signs + std * noise
