"""Divides by T², as if the temperature were a standard deviation.

Diagnosis: divided by T²
"""


def tempered_score(score_fn, temperature):
    return lambda x: score_fn(x) / temperature**2
