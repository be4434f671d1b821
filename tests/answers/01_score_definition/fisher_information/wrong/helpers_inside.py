"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import scores


def fisher_information(score_fn, samples):
    return 1.0 * scores.fisher_information(score_fn, samples)
