"""Votes at a point that is clamped to ±6, and pulls at the true one.

Diagnosis: x is clamped before the votes
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + covs.logdet())
    near = x.clamp(-6, 6)[:, None] - means
    squares = (near * torch.linalg.solve(covs, near[..., None])[..., 0]).sum(-1)
    votes = (weights.log() - 0.5 * (squares + covs.logdet())).softmax(-1)
    return -torch.einsum("nk,nkd->nd", votes, y)
