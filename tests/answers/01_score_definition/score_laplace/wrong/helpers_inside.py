"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import distributions


def score_laplace(x, mu=0.0, b=1.0):
    return distributions.Laplace(mu, b).score(x)
