"""Pulls towards zero and not towards the mean: mu is never used.

Diagnosis: μ does not act
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -x / sigma**2
