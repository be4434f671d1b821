"""Returns a whole number.

Diagnosis: a float or a scalar tensor is expected; this returned an int
"""


def fisher_information(score_fn, samples):
    return int((score_fn(samples) ** 2).sum(1).mean())
