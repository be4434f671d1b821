"""Divides densities by their sum: far out both are 0 in float32, and 0/0 is NaN.

Diagnosis: exponentials are 0 or ∞ there
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = a.exp()
    return p / p.sum(dim=1, keepdim=True)
