"""Divides densities in float64. At a distance of a hundred they are 0 in float64, too: still 0/0.

Diagnosis: exponentials are 0 or ∞ there, in float64 as well
Points: 1
"""


def responsibilities(x, weights, means, covs):
    x64, w, m, v = x.double(), weights.double(), means.double(), covs.double()
    a = -0.5 * ((x64[:, None] - m) ** 2 / v + (2 * math.pi * v).log()).sum(-1)
    p = w * a.exp()
    return (p / p.sum(1, keepdim=True)).to(x.dtype)
