"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import distributions


def score_gaussian_nd(x, mu, cov):
    return distributions.GaussianMixture([1.0], mu[None], cov[None]).score(x)
