"""Converts to float32, so float64 points get float32 arrows.

Diagnosis: float64 came in, float32 came out
"""


def tempered_score(score_fn, temperature):
    return lambda x: (score_fn(x) / temperature).float()
