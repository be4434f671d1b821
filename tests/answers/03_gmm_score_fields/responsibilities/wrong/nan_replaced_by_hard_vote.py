"""Divides densities and replaces 0/0 by the likeliest component; where components tie both have a share.

Diagnosis: a hard vote; where components tie
Points: 1
"""


def responsibilities(x, weights, means, covs):
    a = weights.log() - 0.5 * ((x[:, None] - means) ** 2 / covs + covs.log()).sum(-1)
    p = a.exp() / a.exp().sum(-1, keepdim=True)
    likeliest = torch.nn.functional.one_hot(a.argmax(-1), len(weights)).to(x)
    return torch.where(p.isnan(), likeliest, p)
