"""Forgets the ½ (the square root) of the normaliser: subtracts log 2πv where ½ log 2πv belongs.

Diagnosis: ½ log 2πv, not log 2πv
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs).sum(-1) - (2 * math.pi * covs).log().sum(-1)
    return torch.logsumexp(a, dim=1)
