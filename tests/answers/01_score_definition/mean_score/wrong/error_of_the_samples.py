"""The standard error of the mean sample, not of the mean score.

Diagnosis: the standard error of the samples
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(dim=0), samples.std(dim=0) / len(samples) ** 0.5
