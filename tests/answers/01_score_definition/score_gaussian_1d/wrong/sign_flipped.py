"""The arrows point away from the mean: the minus sign in front is missing.

Diagnosis: Mind the minus sign of the exponent
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return (x - mu) / sigma**2
