"""Rounds both results to four places, which leaves nothing of small ones.

Diagnosis: nothing is added, rounded or taken for zero
"""

import torch


def mean_score(score_fn, samples):
    s = score_fn(samples)
    error = s.std(0) / len(s) ** 0.5
    return torch.round(s.mean(0), decimals=4), torch.round(error, decimals=4)
