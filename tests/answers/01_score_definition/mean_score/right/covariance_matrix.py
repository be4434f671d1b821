"""Reads the variances off the diagonal of the covariance matrix."""

import torch


def mean_score(score_fn, samples):
    s = score_fn(samples)
    covariance = torch.atleast_2d(torch.cov(s.T))
    return s.mean(0), torch.sqrt(torch.diagonal(covariance) / len(s))
