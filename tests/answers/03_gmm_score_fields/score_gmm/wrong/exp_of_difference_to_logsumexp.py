"""Computes the votes as exp(a − logsumexp): the rounding of logsumexp multiplies all of them far out.

Diagnosis: a large logsumexp is rounded before it is subtracted
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    votes = torch.exp(a - torch.logsumexp(a, dim=1, keepdim=True))
    return -torch.einsum("nk,nkd->nd", votes, y)
