"""Returns the mean alone; its error is missing.

Diagnosis: two results are expected, mean and standard error
"""


def mean_score(score_fn, samples):
    return score_fn(samples).mean(dim=0)
