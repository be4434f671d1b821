"""An infinite loop.

Status: timeout
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    while True:
        pass
