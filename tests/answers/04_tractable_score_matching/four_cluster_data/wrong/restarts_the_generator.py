"""Starts the generator again from its seed in every call: a second call gives the same points.

Diagnosis: it must move on; do not copy or reset it
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    if generator is not None:
        generator.manual_seed(generator.initial_seed())
    signs = torch.randint(0, 2, (n_samples, 2), generator=generator) * 2.0 - 1
    noise = torch.randn(n_samples, 2, generator=generator)
    return half_width * signs + std * noise
