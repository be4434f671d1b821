"""The new function computes the arrows and forgets to return them.

Diagnosis: your function returns None
"""


def tempered_score(score_fn, temperature):
    def hot(x):
        score_fn(x) / temperature

    return hot
