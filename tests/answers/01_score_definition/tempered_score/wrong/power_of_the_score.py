"""Raises the score to the power 1/T; the power belongs to the density, and negatives give NaN.

Diagnosis: not on the score
"""


def tempered_score(score_fn, temperature):
    return lambda x: score_fn(x) ** (1 / temperature)
