"""Subtracts the mean from the very tensor that score_fn returned.

Diagnosis: writes into what score_fn returned
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    n, mean = len(s), s.mean(0)
    s -= mean
    return mean, (s.square().sum(0) / (n - 1) / n).sqrt()
