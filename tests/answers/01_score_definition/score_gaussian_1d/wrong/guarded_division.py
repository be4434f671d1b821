"""Adds 0.001 to the variance against a division by zero; narrow Gaussians come out too flat.

Diagnosis: nothing may be added to σ²
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / (sigma**2 + 1e-3)
