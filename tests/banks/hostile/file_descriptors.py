"""Closes every file that its process has open.

Status: crashed
"""

import os


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    os.closerange(0, 1000)
    return -(x - mu) / sigma**2
