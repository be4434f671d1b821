"""Ends the process in which its cell runs.

Status: crashed
"""

import os

os._exit(0)


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / sigma**2
