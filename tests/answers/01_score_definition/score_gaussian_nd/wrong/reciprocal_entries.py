"""1 / cov takes the reciprocal of every entry; that is not the inverse matrix.

Diagnosis: each entry of Σ is inverted by itself
"""


def score_gaussian_nd(x, mu, cov):
    return -(x - mu) @ (1 / cov)
