"""Leaves out one sample at a time; for a mean that is exactly the standard error."""


def mean_score(score_fn, samples):
    s = score_fn(samples).double()
    n = len(s)
    mean = s.mean(0)
    without = (s.sum(0) - s) / (n - 1)
    error = ((n - 1) / n * ((without - without.mean(0)) ** 2).sum(0)).sqrt()
    return mean.to(samples), error.to(samples)
