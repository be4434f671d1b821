"""Corrects for n - 1 twice, in the variance and again under the root, where n belongs.

Diagnosis: n − 1 twice
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(dim=0), s.std(dim=0) / (len(samples) - 1) ** 0.5
