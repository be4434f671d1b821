"""Right, after a slow start."""

import time

time.sleep(1)


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / sigma**2
