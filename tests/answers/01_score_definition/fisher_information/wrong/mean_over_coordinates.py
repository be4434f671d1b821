"""Averages over the coordinates too: d times too small, and right on a line only.

Diagnosis: off by a factor d
"""


def fisher_information(score_fn, samples):
    return (score_fn(samples) ** 2).mean()
