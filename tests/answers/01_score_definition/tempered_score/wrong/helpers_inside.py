"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import scores


def tempered_score(score_fn, temperature):
    return lambda x: scores.tempered_score(score_fn, temperature)(x)
