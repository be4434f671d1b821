"""Squares after averaging, not before: too small unless all arrows are equally long.

Diagnosis: the square of the mean length
"""


def fisher_information(score_fn, samples):
    return score_fn(samples).norm(dim=1).mean() ** 2
