"""Divides densities for the votes: 0/0 beyond a distance of ten or so.

Diagnosis: exponentials are 0 or ∞ there
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    p = torch.exp(a)
    votes = p / p.sum(dim=1, keepdim=True)
    return -torch.einsum("nk,nkd->nd", votes, y)
