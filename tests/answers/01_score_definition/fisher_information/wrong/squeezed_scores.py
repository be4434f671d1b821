"""squeeze() makes a row of the scores in one dimension, and the sum over it is over the samples.

Diagnosis: the sum where the mean belongs
"""


def fisher_information(score_fn, samples):
    return (score_fn(samples).squeeze() ** 2).sum(-1).mean()
