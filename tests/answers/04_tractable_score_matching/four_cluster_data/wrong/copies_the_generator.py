"""Seeds the global stream from the generator's seed and draws from there: the generator itself never moves on, and
the global stream is disturbed.

Diagnosis: still torch's global stream changes
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    if generator is not None:
        torch.manual_seed(generator.initial_seed())
    signs = torch.randint(0, 2, (n_samples, 2)) * 2.0 - 1
    noise = torch.randn(n_samples, 2)
    return half_width * signs + std * noise
