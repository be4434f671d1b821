"""Lets the components vote with their weights, the same everywhere, and not with their responsibilities for the
point.

Diagnosis: each component votes with its weight πₖ everywhere
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    return -torch.einsum("k,nkd->nd", weights, y)
