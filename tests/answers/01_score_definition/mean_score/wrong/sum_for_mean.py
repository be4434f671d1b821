"""Adds the scores up and does not divide by their number.

Diagnosis: the sum where the mean belongs
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.sum(dim=0), s.std(dim=0) / len(samples) ** 0.5
