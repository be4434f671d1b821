"""Multiplies by T: heat would make the arrows longer.

Diagnosis: multiplied by T
"""


def tempered_score(score_fn, temperature):
    def hot(x):
        return score_fn(x) * temperature

    return hot
