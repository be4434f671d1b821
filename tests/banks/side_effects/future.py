"""Right, with annotations that are never looked at."""

from __future__ import annotations


def score_gaussian_1d(x: Points, mu: float = 0.0, sigma: float = 1.0) -> Arrows:
    return -(x - mu) / sigma**2
