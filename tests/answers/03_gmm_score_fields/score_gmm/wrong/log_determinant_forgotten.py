"""Leaves log det Σ out of the logits: right only if all determinants are equal.

Diagnosis: the covariances are missing from the normaliser
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * (r * y).sum(-1)
    votes = torch.softmax(a, dim=1)
    return -torch.einsum("nk,nkd->nd", votes, y)
