"""Hands single points of shape (d,) to a score function that takes (n, d).

Diagnosis: score_fn takes a batch (n, d)
"""

import torch


def mean_score(score_fn, samples):
    s = torch.stack([score_fn(point) for point in samples])
    return s.mean(dim=0), s.std(dim=0) / len(samples) ** 0.5
