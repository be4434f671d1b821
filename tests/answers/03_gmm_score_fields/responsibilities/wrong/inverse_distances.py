"""Shares out by inverse distance to the means, as in interpolation; this is not Bayes' rule."""


def responsibilities(x, weights, means, covs):
    closeness = weights / ((x[:, None] - means) ** 2 / covs).sum(-1)
    return closeness / closeness.sum(dim=1, keepdim=True)
