"""Gives each point wholly to the component with the largest logit: one-hot rows, no shares.

Diagnosis: a hard vote
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.nn.functional.one_hot(a.argmax(dim=1), len(weights)).to(x)
