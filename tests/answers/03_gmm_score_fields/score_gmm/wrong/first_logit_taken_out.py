"""Takes out the first logit, not the largest: far out the exponential of a wider component overflows.

Diagnosis: exponentials are 0 or ∞ there
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + covs.logdet())
    e = (a - a[:, :1]).exp()
    votes = e / e.sum(-1, keepdim=True)
    return -torch.einsum("nk,nkd->nd", votes, y)
