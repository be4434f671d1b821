"""Announces a message of many gigabytes.

Status: refused or out_of_memory
"""

import os
import struct


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    for channel in range(3, 200):
        try:
            os.write(channel, struct.pack(">Q", 2**40) + b"{")
        except OSError:
            pass
    return x
