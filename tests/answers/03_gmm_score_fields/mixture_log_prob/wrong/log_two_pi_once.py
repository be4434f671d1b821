"""Subtracts log 2π once, whatever the dimension: the normaliser of the plane. On a line and in space the density no
longer integrates to one.

Diagnosis: normalised in the plane only
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    quad = (diff**2 / covs).sum(-1)
    a = weights.log() - 0.5 * quad - 0.5 * covs.log().sum(-1) - math.log(2 * math.pi)
    return torch.logsumexp(a, dim=1)
