"""Adds 0.01 to the diagonals for stability, which makes every narrow component wider than it is.

Diagnosis: a number is added to the diagonals
"""


def score_gmm(x, weights, means, covs):
    covs = covs + 0.01 * torch.eye(x.shape[1]).to(x)
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    votes = torch.softmax(a, dim=1)
    return -torch.einsum("nk,nkd->nd", votes, y)
