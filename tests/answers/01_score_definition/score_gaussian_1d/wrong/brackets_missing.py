"""Divides by sigma and multiplies by it again: the brackets round sigma * sigma are missing.

Diagnosis: σ does not act, or cancels
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / sigma * sigma
