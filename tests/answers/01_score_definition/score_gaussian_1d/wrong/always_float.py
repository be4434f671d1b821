"""Converts to float32 first, which throws away half the digits of float64 points.

Diagnosis: float64 came in, float32 came out
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    x = x.float()
    return -(x - mu) / sigma**2
