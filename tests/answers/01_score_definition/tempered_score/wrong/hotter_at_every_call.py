"""The new function raises its own temperature whenever it is called.

Diagnosis: called again with the same input, it gives another result
"""


def tempered_score(score_fn, temperature):
    factor = 1.0

    def hot(x):
        nonlocal factor
        factor = factor / temperature
        return factor * score_fn(x)

    return hot
