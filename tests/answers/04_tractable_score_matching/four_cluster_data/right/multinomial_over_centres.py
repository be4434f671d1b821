"""torch.multinomial over four weights, and torch.normal around the chosen centres."""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    w = half_width
    centres = torch.tensor([[w, w], [w, -w], [-w, w], [-w, -w]], dtype=torch.get_default_dtype())
    if n_samples == 0:
        return centres[:0]
    which = torch.multinomial(torch.ones(4), n_samples, replacement=True, generator=generator)
    return torch.normal(centres[which], float(std), generator=generator)
