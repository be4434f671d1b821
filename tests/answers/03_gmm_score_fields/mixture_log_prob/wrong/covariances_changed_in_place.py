"""Multiplies the caller's `covs` by 2π in place for the normaliser, and they stay so.

Diagnosis: your function changes its input
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    quad = (diff**2 / covs).sum(-1)
    covs *= 2 * math.pi
    a = weights.log() - 0.5 * quad - 0.5 * covs.log().sum(-1)
    return torch.logsumexp(a, dim=1)
