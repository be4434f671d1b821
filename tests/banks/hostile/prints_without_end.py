"""Prints a hundred megabytes.

Status: graded
"""

import sys


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    for _ in range(100):
        print("x" * 2**20)
        sys.stderr.write("x" * 2**20)
    return x
