"""One random length for both coordinates, each with a sign of its own: every cluster is an X.

Diagnosis: the clusters are not round
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    signs = 2 * torch.randint(2, (n_samples, 2), generator=generator) - 1
    length = torch.randn(n_samples, 1, generator=generator)
    directions = 2 * torch.randint(2, (n_samples, 2), generator=generator) - 1
    return half_width * signs + std * length * directions
