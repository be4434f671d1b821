"""Keeps the temperature in a global name, so the next call changes all functions made before.

Diagnosis: the temperature of another function
"""


def tempered_score(score_fn, temperature):
    global T
    T = temperature
    return lambda x: score_fn(x) / T
