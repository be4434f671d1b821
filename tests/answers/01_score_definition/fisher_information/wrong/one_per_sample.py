"""Returns the square for every sample and forgets the mean over them.

Diagnosis: one number per point
"""


def fisher_information(score_fn, samples):
    return (score_fn(samples) ** 2).sum(dim=1)
