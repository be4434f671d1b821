"""Puts the centres on the axes, (±w, 0) and (0, ±w): a diamond instead of the square.

Diagnosis: 4 of 4 lie on an axis
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    centres = half_width * torch.tensor([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
    which = torch.randint(0, 4, (n_samples,), generator=generator)
    noise = torch.randn(n_samples, 2, generator=generator)
    return centres[which] + std * noise
