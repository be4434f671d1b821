"""Subtracts the mean score before it squares: not the same where the mean is not zero.

Diagnosis: their mean must not be subtracted
"""


def fisher_information(score_fn, samples):
    return score_fn(samples).var(dim=0, correction=0).sum()
