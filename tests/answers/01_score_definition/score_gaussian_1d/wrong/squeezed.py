"""squeeze() removes every axis of length one, so (n, 1) comes back as (n,).

Diagnosis: An axis of length one is lost
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return (-(x - mu) / sigma**2).squeeze()
