"""Scales the second coordinate's noise by std twice: the clusters are oval, not round.

Diagnosis: the clusters are oval
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = torch.randint(0, 2, (n_samples, 2), generator=generator) * 2.0 - 1
    noise = torch.randn(n_samples, 2, generator=generator)
    noise[:, 1] *= std
    return half_width * signs + std * noise
