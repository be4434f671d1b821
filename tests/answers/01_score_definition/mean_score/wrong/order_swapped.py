"""Returns the error first and the mean second.

Diagnosis: the two results are swapped
"""

import torch


def mean_score(score_fn, samples):
    s = score_fn(samples)
    error, mean = torch.std_mean(s, dim=0)
    return error / len(samples) ** 0.5, mean
