"""Keeps the score function in a global, where the next one takes its place.

Diagnosis: these are the arrows of another score function
"""


def tempered_score(score_fn, temperature):
    global current
    current = score_fn
    return lambda x: current(x) / temperature
