"""Uses the average of the covariances for every component.

Diagnosis: an average covariance serves for all components
"""


def score_gmm(x, weights, means, covs):
    pooled = torch.einsum("k,kij->ij", weights, covs)
    r = x[:, None] - means
    y = torch.linalg.solve(pooled, r[..., None])[..., 0]
    a = weights.log() - 0.5 * (r * y).sum(-1)
    votes = torch.softmax(a, dim=1)
    return -torch.einsum("nk,nkd->nd", votes, y)
