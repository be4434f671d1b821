"""Takes out the largest logit of the whole batch: a far point among near ones is 0/0 again.

Diagnosis: not that of the whole batch
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    p = torch.exp(a - a.max())
    votes = p / p.sum(dim=1, keepdim=True)
    return -torch.einsum("nk,nkd->nd", votes, y)
