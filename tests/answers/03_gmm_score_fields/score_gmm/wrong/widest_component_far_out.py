"""Beyond |x| = 100 lets the component of the largest determinant speak alone; the direction decides as well.

Diagnosis: the component of the largest determinant speaks
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + covs.logdet())
    widest = torch.nn.functional.one_hot(covs.logdet().argmax(), len(weights)).to(x)
    votes = torch.where(x.norm(dim=-1, keepdim=True) > 100, widest, a.softmax(-1))
    return -torch.einsum("nk,nkd->nd", votes, y)
