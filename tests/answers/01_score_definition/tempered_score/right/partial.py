"""functools.partial of a helper with three arguments."""

from functools import partial


def divide(score_fn, temperature, x):
    return score_fn(x) / temperature


def tempered_score(score_fn, temperature):
    return partial(divide, score_fn, temperature)
