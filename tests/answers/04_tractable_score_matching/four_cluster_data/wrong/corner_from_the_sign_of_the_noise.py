"""Takes the corner from the sign of the very noise that is added: every cluster is a quarter of a Gaussian, outwards
of its centre.

Diagnosis: noise has mean zero, whatever the corner
Points: 1
"""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    noise = torch.randn(n_samples, 2, generator=generator)
    return half_width * noise.sign() + std * noise
