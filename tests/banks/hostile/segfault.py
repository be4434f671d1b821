"""Reads memory that is not there.

Status: crashed
"""

import ctypes


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return ctypes.string_at(0)
