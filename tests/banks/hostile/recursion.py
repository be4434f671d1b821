"""Endless recursion, also in C.

Status: out_of_memory or crashed or graded
"""

import sys

sys.setrecursionlimit(10**9)


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return score_gaussian_1d(x, mu, sigma)
