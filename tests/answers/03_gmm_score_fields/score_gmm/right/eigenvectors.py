"""Turns into the eigenvectors of each covariance, where it is diagonal, and back again."""


def score_gmm(x, weights, means, covs):
    values, vectors = torch.linalg.eigh(covs)
    z = torch.einsum("kij,nki->nkj", vectors, x[:, None] - means)
    a = weights.log() - (z**2 / values + values.log()).sum(-1) / 2
    y = torch.einsum("kij,nkj->nki", vectors, z / values)
    return -(a.softmax(-1)[..., None] * y).sum(1)
