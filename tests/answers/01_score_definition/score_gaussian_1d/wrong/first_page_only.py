"""Takes a third axis for a batch and keeps its first entry; x may have any shape.

Diagnosis: the result has shape (1, 3); (2, 1, 3) is expected
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    if x.dim() > 2:
        x = x[0]
    return -(x - mu) / sigma**2
