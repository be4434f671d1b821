"""Gives far points to the component with the nearest mean. What counts is the largest logit: far out the widest
component speaks, nearest or not.

Diagnosis: the nearest mean gets all
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = a.exp()
    total = p.sum(dim=1, keepdim=True)
    nearest = diff.norm(dim=2).argmin(dim=1)
    fallback = torch.nn.functional.one_hot(nearest, len(weights)).to(p)
    return torch.where(total > 0, p / total, fallback)
