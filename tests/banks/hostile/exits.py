"""Ends its process.

Status: crashed
"""

import os


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    os._exit(0)
