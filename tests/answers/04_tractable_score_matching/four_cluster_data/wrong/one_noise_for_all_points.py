"""Draws one noise vector for all points: each cluster is a single, shifted place.

Diagnosis: only 2 of 100000 points have an x of their own
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = torch.randint(0, 2, (n_samples, 2), generator=generator) * 2.0 - 1
    noise = torch.randn(2, generator=generator)
    return half_width * signs + std * noise
