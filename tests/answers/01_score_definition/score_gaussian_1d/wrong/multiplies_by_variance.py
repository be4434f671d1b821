"""Multiplies by the variance where it has to divide: a wide Gaussian would pull hardest.

Diagnosis: multiplied by σ²
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) * sigma**2
