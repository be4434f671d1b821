"""Weights every proposal by its ratio to the strongest component and divides by the sum, no_grad."""


@torch.no_grad()
def score_gmm(*args):
    x, weights, means, covs = args
    y = torch.cholesky_solve((x[:, None] - means)[..., None], torch.linalg.cholesky(covs))
    y = y[..., 0]
    a = weights.log() - ((x[:, None] - means) * y).sum(-1).add(covs.slogdet().logabsdet).div(2)
    ratio = (a - a.max(1, keepdim=True).values).exp_()
    return -(ratio[..., None] * y).sum(1) / ratio.sum(1, keepdim=True)
