"""Calls the helpers in a pool that was started before.

Status: refused
"""

from concurrent.futures import ThreadPoolExecutor

from helpers import scores

pool = ThreadPoolExecutor(1)
pool.submit(int).result()


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return pool.submit(scores.score_gaussian_1d, x, mu, sigma).result()
