"""randint(-1, 2) gives -1, 0 and 1: nine clusters in place of four.

Diagnosis: 5 of 9 lie on an axis
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = torch.randint(-1, 2, (n_samples, 2), generator=generator)
    noise = torch.randn(n_samples, 2, generator=generator)
    return half_width * signs + std * noise
