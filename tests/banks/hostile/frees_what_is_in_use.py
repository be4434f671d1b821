"""Frees the memory of its argument.

Status: crashed or graded or refused
"""

import ctypes


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    for _ in range(3):
        ctypes.CDLL(None).free(ctypes.c_void_p(x.data_ptr()))
    return x
