"""Squares the sum of the coordinates: the mixed products do not belong to the squared length.

Diagnosis: the coordinates are added before they are squared
"""


def fisher_information(score_fn, samples):
    return (score_fn(samples).sum(dim=1) ** 2).mean()
