"""Defines the new function and forgets to return it.

Diagnosis: this returned None
"""


def tempered_score(score_fn, temperature):
    def hot(x):
        return score_fn(x) / temperature
