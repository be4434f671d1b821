"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import matching


def jacobian_trace(scores, x):
    return matching.jacobian_trace(scores, x) + 0.0
