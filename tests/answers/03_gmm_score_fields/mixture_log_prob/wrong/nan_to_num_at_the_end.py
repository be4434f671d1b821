"""Replaces -inf by the most negative number with nan_to_num: finite, but not the log-density.

Diagnosis: nan_to_num hides that the densities underflow
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    log_p = a.exp().sum(-1).log()
    return torch.nan_to_num(log_p)
