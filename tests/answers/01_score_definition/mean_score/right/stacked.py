"""Returns one tensor (2, d), which unpacks into the pair."""

import torch


def mean_score(score_fn, samples):
    deviation, mean = torch.std_mean(score_fn(samples), dim=0)
    return torch.stack([mean, deviation / len(samples) ** 0.5])
