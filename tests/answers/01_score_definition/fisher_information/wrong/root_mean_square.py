"""Takes the root of the mean square.

Diagnosis: the root of it
"""


def fisher_information(score_fn, samples):
    return (score_fn(samples) ** 2).sum(dim=1).mean().sqrt()
