"""Adds 1e-12 to the sum of the densities: far out the votes, and so the score, are zero.

Diagnosis: a tiny number added in the denominator is larger than p
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    p = torch.exp(a)
    votes = p / (p.sum(dim=1, keepdim=True) + 1e-12)
    return -torch.einsum("nk,nkd->nd", votes, y)
