"""The value is right, but -= writes the shifted numbers into the caller's x.

Diagnosis: your function changes its input
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    x -= mu
    return -x / sigma**2
