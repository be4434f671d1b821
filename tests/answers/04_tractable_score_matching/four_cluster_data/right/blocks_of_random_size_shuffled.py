"""Random sizes of the four blocks, drawn cluster by cluster and then shuffled, all with the generator."""

import torch


def four_cluster_data(n_samples, half_width=2.0, std=0.5, generator=None):
    which = torch.randint(4, (n_samples,), generator=generator)
    sizes = torch.bincount(which, minlength=4).tolist()
    corners = [(-1, -1), (-1, 1), (1, -1), (1, 1)]
    blocks = []
    for (a, b), size in zip(corners, sizes):
        block = torch.empty(size, 2).normal_(0, 1, generator=generator) * std
        block += torch.tensor([a * half_width, b * half_width])
        blocks.append(block)
    return torch.cat(blocks)[torch.randperm(n_samples, generator=generator)]
