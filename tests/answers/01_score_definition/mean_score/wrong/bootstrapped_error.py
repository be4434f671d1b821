"""Guesses the error from a few resampled means: another answer at every call.

Diagnosis: called again with the same input, it gives another result
Points: 1
"""

import torch


def mean_score(score_fn, samples):
    s = score_fn(samples)
    n = len(s)
    means = torch.stack([s[torch.randint(n, (n,), device=s.device)].mean(0) for _ in range(20)])
    return s.mean(dim=0), means.std(dim=0)
