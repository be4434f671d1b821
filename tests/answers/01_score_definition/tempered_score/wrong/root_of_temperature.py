"""Divides by √T: so much does heat widen a Gaussian, but its score goes with 1/T.

Diagnosis: divided by √T
"""


def tempered_score(score_fn, temperature):
    return lambda x: score_fn(x) / temperature**0.5
