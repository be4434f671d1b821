"""Makes rows sum to one by giving the last component whatever is missing. Far out, where densities vanish, it gets
everything, whoever is the widest.

Diagnosis: the last component gets what the others leave
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = a.exp()
    r = p / (p.sum(dim=1, keepdim=True) + 1e-30)
    r[:, -1] = 1 - r[:, :-1].sum(dim=1)
    return r
