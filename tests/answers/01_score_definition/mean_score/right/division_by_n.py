"""Divides by n in the variance."""


def mean_score(score_fn, samples):
    s = score_fn(samples)
    n = s.shape[0]
    mean = s.sum(0) / n
    return mean, ((s - mean).square().sum(0) / n).sqrt() / n**0.5
