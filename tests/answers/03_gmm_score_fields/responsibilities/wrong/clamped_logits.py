"""Clamps the logits so that no density vanishes. Far out all logits sit on the bound, and all components get the same
share.

Diagnosis: a clamp, or 1/K in place of 0/0
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = a.clamp(min=-80).exp()
    return p / p.sum(1, keepdim=True)
