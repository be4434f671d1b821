"""Treats `covs` as standard deviations and squares them once more; they hold variances already.

Diagnosis: covs holds variances; you square them
"""


def mixture_log_prob(x, weights, means, covs):
    z = (x[:, None] - means) / covs
    a = weights.log() - 0.5 * (z**2 + (2 * math.pi * covs**2).log()).sum(-1)
    return torch.logsumexp(a, dim=1)
