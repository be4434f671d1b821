"""Computes the arrows at the first call and returns the same ones for all other points.

Diagnosis: these are the arrows of another call, at other points
"""


def tempered_score(score_fn, temperature):
    cache = {}

    def hot(x):
        if "arrows" not in cache:
            cache["arrows"] = score_fn(x) / temperature
        return cache["arrows"]

    return hot
