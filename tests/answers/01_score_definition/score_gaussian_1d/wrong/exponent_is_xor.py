"""In Python ^ is not a power; with a fractional sigma it stops with an error.

Diagnosis: A power is written ** in Python
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / (sigma ^ 2)
