"""A slip with the brackets: -x - mu moves the zero to -mu.

Diagnosis: the sign of μ: the distance is x − μ
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return (-x - mu) / sigma**2
