"""Right, with a cache."""

import functools


@functools.cache
def variance(sigma):
    return sigma**2


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / variance(sigma)
