"""Computes the variance as E[s²] - E[s]²: for a constant score rounding can make it negative, and the root NaN.

Diagnosis: E[s²] − E[s]² drowns in rounding
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    variance = (s**2).mean(dim=0) - s.mean(dim=0) ** 2
    return s.mean(dim=0), (variance / len(samples)).sqrt()
