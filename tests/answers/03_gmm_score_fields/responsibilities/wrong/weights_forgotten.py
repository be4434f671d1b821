"""Forgets the weights: Bayes' rule needs the prior as well as the likelihood.

Diagnosis: the weights do not act
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = -0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.softmax(a, dim=1)
