"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import scores


def score_frames(grid, weights, means_path, covs):
    return scores.score_frames(grid, weights, means_path, covs).clone()
