"""The number is right, but score and square are written into the caller's samples.

Diagnosis: your function changes its input
"""


def fisher_information(score_fn, samples):
    samples.copy_(score_fn(samples))
    samples.pow_(2)
    return samples.sum(dim=1).mean()
