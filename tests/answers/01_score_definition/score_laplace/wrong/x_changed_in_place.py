"""The result is right, but the slopes are written into the caller's x.

Diagnosis: your function changes its input
"""


def score_laplace(x, mu=0.0, b=1.0):
    x -= mu
    return -x.sign() / b
