"""Clamps the points to ±50 against underflow: the shares are those of another point.

Diagnosis: x is clamped before the votes
Points: 1
"""


def responsibilities(x, weights, means, covs):
    x = x.clamp(-50, 50)
    a = weights.log() - 0.5 * ((x[:, None] - means) ** 2 / covs + covs.log()).sum(-1)
    return a.softmax(-1)
