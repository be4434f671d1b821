"""Drops the normalisers of the Gaussians. They cancel for equal variances only; a narrow component must get its
higher peak.

Diagnosis: the covariances are missing from the normaliser
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs).sum(-1)
    return torch.softmax(a, dim=1)
