"""Sends itself signals, and blocks all that it may.

Status: graded or crashed
"""

import os
import signal

signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
for number in (signal.SIGPIPE, signal.SIGTERM, signal.SIGALRM, signal.SIGCHLD):
    signal.signal(number, signal.SIG_IGN)
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    os.kill(0, signal.SIGTERM)
    return x
