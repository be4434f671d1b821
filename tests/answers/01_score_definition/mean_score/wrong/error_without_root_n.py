"""Returns the spread of the scores; the error of their mean is that over √n.

Diagnosis: the standard deviation of one score
Points: 1
"""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(dim=0), s.std(dim=0)
