"""Returns the bar of two standard errors that is drawn in the figure, not one standard error.

Diagnosis: twice the standard error
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(dim=0), 2 * s.std(dim=0) / len(samples) ** 0.5
