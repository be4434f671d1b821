"""Inverts the covariance entry by entry (1/covs); a matrix inverse is something else.

Diagnosis: each entry of the covariances is inverted by itself
"""


def score_gmm(x, weights, means, covs):
    inv = torch.where(covs != 0, 1 / covs, torch.zeros_like(covs))
    r = x[:, None] - means
    y = torch.einsum("kij,nkj->nki", inv, r)
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    votes = torch.softmax(a, dim=1)
    return -torch.einsum("nk,nkd->nd", votes, y)
