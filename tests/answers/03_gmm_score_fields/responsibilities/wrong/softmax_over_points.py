"""Normalises over the points (columns sum to one) and not over the components.

Diagnosis: normalised over the points
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.softmax(a, dim=0)
