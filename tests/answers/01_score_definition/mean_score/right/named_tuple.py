"""Returns a named tuple, which is a pair as well."""

from collections import namedtuple

import torch

Estimate = namedtuple("Estimate", "mean error")


def mean_score(f, points):
    values = f(points)
    n = len(values)
    return Estimate(values.mean(0), torch.linalg.norm(values - values.mean(0), dim=0) / n)
