"""Multiplies by the weights after the softmax: the rows do not sum to one.

Diagnosis: the weights come after the softmax
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = -0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return weights * torch.softmax(a, dim=1)
