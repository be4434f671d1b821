"""Uses a spread of 0.5, whatever std says.

Diagnosis: multiply standard normal noise by std
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = torch.randint(0, 2, (n_samples, 2), generator=generator) * 2.0 - 1
    noise = torch.randn(n_samples, 2, generator=generator)
    return half_width * signs + 0.5 * noise
