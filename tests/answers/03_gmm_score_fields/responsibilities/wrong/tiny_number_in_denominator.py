"""Adds 1e-12 to the sum of the densities against 0/0. There is no NaN any more, but far rows sum to zero and not to
one.

Diagnosis: a tiny number added in the denominator is larger than p
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = a.exp()
    return p / (p.sum(dim=1, keepdim=True) + 1e-12)
