"""Divides x - μ by its absolute value, which is 0/0 at the kink.

Diagnosis: NaN or infinity at the kink x = μ
Points: 1
"""


def score_laplace(x, mu=0.0, b=1.0):
    v = x - mu
    return -v / (b * v.abs())
