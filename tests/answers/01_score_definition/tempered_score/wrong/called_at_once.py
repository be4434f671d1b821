"""Wants the points as a third argument, so it is no function of score and temperature alone.

Diagnosis: It gets the arguments that the exercise names
"""


def tempered_score(score_fn, temperature, x):
    return score_fn(x) / temperature
