"""Without a generator it makes one of its own with a fixed seed, in place of the global stream: every call gives the
same points.

Diagnosis: two calls without a generator give the same points
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    if generator is None:
        generator = torch.Generator().manual_seed(0)
    signs = torch.randint(0, 2, (n_samples, 2), generator=generator) * 2.0 - 1
    noise = torch.randn(n_samples, 2, generator=generator)
    return half_width * signs + std * noise
