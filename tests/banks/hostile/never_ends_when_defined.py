"""An infinite loop that cannot be interrupted.

Status: timeout
"""

while True:
    try:
        import time

        time.sleep(0.1)
    except BaseException:
        pass


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / sigma**2
