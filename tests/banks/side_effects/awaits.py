"""Right, and waits at the top of its cell."""

import asyncio

await asyncio.sleep(0)


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / sigma**2
