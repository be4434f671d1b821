"""Pools all coordinates into one spread; each coordinate has its own error.

Diagnosis: all coordinates share one spread
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    error = s.std() / len(samples) ** 0.5
    return s.mean(dim=0), error.expand(s.shape[1])
