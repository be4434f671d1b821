"""Gives every component the same share wherever the quotient is 0/0. The rows sum to one, but far out the wide
component should have it all.

Diagnosis: 1/K in place of 0/0
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = a.exp()
    r = p / p.sum(dim=1, keepdim=True)
    return torch.where(r.isnan(), torch.full_like(r, 1 / len(weights)), r)
