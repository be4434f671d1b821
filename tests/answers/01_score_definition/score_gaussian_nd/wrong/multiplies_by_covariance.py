"""Multiplies by Σ where its inverse belongs: the pull is strongest in the wide direction.

Diagnosis: Σ where Σ⁻¹ belongs
"""


def score_gaussian_nd(x, mu, cov):
    return -(x - mu) @ cov
