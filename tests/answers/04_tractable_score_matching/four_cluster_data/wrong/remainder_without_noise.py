"""Fills up to the number that was asked for with bare centres.

Diagnosis: 300 samples of 7 points: only 1202 of 2100 points have an x of their own
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    quarter, rest = divmod(n_samples, 4)
    centres = half_width * torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    points = centres.repeat(quarter, 1) + std * torch.randn(4 * quarter, 2, generator=generator)
    return torch.cat([points, centres[:rest]])
