"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import distributions


def mixture_log_prob(x, weights, means, covs):
    return distributions.GaussianMixture(weights, means, covs).log_prob(x)
