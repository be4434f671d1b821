"""Averages the log-densities with the weights. The logarithm of a sum is not the sum of the logarithms.

Diagnosis: the average of the logarithms
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    log_n = -0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return log_n @ weights
