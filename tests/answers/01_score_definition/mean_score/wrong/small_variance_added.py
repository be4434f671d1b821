"""Adds a little to the variance, more than small scores have.

Diagnosis: nothing is added, rounded or taken for zero
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(0), (s.var(0) + 1e-8).sqrt() / len(s) ** 0.5
