"""Multiplies the votes by the weights once more, after logits that hold them already.

Diagnosis: multiplied by the weights once more
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
    votes = weights * torch.softmax(a, dim=1)
    return -torch.einsum("nk,nkd->nd", votes, y)
