"""Keeps T above 0.1 for safety.

Diagnosis: wrong at T = 0.05
"""


def tempered_score(score_fn, temperature):
    return lambda x: score_fn(x) / max(temperature, 0.1)
