"""Divides the standard deviation by n where √n belongs.

Diagnosis: divided by n where √n belongs
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(dim=0), s.std(dim=0) / len(samples)
