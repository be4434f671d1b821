"""Adds up over the samples and does not divide by their number.

Diagnosis: the sum where the mean belongs
"""


def fisher_information(score_fn, samples):
    return (score_fn(samples) ** 2).sum()
