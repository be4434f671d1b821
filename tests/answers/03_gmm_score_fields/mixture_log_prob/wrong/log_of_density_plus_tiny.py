"""Adds 1e-30 inside the logarithm. The result stays finite far out, but it is log 1e-30 there and no longer log p.

Diagnosis: the logarithm of a tiny number that stands in for p
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = torch.exp(a).sum(dim=1)
    return torch.log(p + 1e-30)
