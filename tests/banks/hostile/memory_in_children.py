"""Takes memory in many processes, each of which stays below its own limit.

Status: out_of_memory
"""

import os
import time


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    for _ in range(40):
        if os.fork() == 0:
            held = bytearray(300 * 2**20)
            held[::4096] = b"1" * len(held[::4096])
            time.sleep(60)
            os._exit(0)
    time.sleep(60)
