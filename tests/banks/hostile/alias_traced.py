"""Traces the helpers' function when the cell runs.

Status: graded
"""

import torch

from helpers import scores

traced = torch.jit.trace(lambda x: scores.score_gaussian_1d(x, 0.0, 1.0), torch.zeros(3))


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return traced((x - mu) / sigma) / sigma
