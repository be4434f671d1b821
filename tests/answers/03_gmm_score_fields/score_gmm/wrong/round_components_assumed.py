"""Replaces every covariance by the average of its variances times the identity."""


def score_gmm(x, weights, means, covs):
    var = torch.diagonal(covs, dim1=1, dim2=2).mean(-1)
    r = x[:, None] - means
    a = weights.log() - 0.5 * ((r**2).sum(-1) / var + x.shape[1] * var.log())
    votes = torch.softmax(a, dim=1)
    return -(votes / var)[..., None].mul(r).sum(1)
