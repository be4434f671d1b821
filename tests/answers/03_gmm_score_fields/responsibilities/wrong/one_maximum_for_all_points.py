"""Takes out the largest logit of the whole batch where each point needs its own: far points in the company of near
ones are 0/0 again.

Diagnosis: not that of the whole batch
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = torch.exp(a - a.max())
    return p / p.sum(1, keepdim=True)
