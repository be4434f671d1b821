"""Collects the scores in a tensor of the default dtype: float64 samples give float32 results.

Diagnosis: float64 came in, float32 came out
"""

import torch


def mean_score(score_fn, samples):
    s = torch.tensor(score_fn(samples).tolist())
    return s.mean(dim=0), s.std(dim=0) / len(samples) ** 0.5
