"""Divides the function by a number; only what it returns can be divided.

Diagnosis: Only what a function returns can be divided
"""


def tempered_score(score_fn, temperature):
    return score_fn / temperature
