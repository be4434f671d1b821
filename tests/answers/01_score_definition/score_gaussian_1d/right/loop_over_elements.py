"""Goes through the flattened points one by one, and gives them their shape back."""

import torch


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    result = torch.empty(x.numel(), dtype=x.dtype, device=x.device)
    for i, value in enumerate(x.reshape(-1)):
        result[i] = (mu - value) / sigma**2
    return result.reshape(x.shape)
