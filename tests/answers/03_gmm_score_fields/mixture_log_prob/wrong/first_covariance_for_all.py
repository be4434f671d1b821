"""Uses the variances of the first component for all of them.

Diagnosis: the first component's covariance serves for all
"""


def mixture_log_prob(x, weights, means, covs):
    var = covs[0]
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / var + (2 * math.pi * var).log()).sum(-1)
    return torch.logsumexp(a, dim=1)
