"""Returns a NumPy array, where a tensor like x is wanted.

Diagnosis: your function returns an ndarray
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x.numpy() - mu) / sigma**2
