"""Computes exp(a − logsumexp). Logsumexp is rounded far out, the rounding ends up in the exponent, and the rows no
longer sum to one.

Diagnosis: a large logsumexp is rounded before it is subtracted
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return (a - torch.logsumexp(a, dim=1, keepdim=True)).exp()
