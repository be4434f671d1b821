"""randint(0, 3) never gives 3, so that the fourth cluster stays empty.

Diagnosis: randint never draws its upper end
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    centres = half_width * torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    which = torch.randint(0, 3, (n_samples,), generator=generator)
    noise = torch.randn(n_samples, 2, generator=generator)
    return centres[which] + std * noise
