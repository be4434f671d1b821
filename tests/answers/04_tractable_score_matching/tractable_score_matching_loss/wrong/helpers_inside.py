"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import matching


def tractable_score_matching_loss(model, data):
    return matching.tractable_score_matching_loss(model, data) * 1.0
