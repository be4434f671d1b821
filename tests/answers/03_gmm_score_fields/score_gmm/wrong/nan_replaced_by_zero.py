"""Hides 0/0 with nan_to_num; far out the walker is told to stay where he is.

Diagnosis: nan_to_num, or a tiny number in the denominator, hides 0/0
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    p = torch.exp(a)
    votes = torch.nan_to_num(p / p.sum(dim=1, keepdim=True))
    return -torch.einsum("nk,nkd->nd", votes, y)
