"""Divides by n - 1, as for a variance; a mean divides by n.

Diagnosis: divided by n − 1
"""


def fisher_information(score_fn, samples):
    return (score_fn(samples) ** 2).sum() / (len(samples) - 1)
