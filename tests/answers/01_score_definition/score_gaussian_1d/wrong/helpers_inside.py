"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import distributions


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return distributions.gaussian([mu], [sigma**2]).score(x.reshape(-1, 1)).reshape(x.shape)
