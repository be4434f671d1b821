"""Takes the largest logit for logsumexp and drops the correction, which is up to log K where the components are
equally strong.

Diagnosis: only the likeliest component acts
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return a.max(dim=1).values
