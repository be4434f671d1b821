"""Returns π N, the numerator of Bayes' rule, without dividing by p(x).

Diagnosis: not yet divided by p(x)
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return a.exp()
