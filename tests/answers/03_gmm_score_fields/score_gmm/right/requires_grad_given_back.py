"""Differentiates with respect to x itself, with the largest logit taken out, and gives x back as it was."""


def score_gmm(x, weights, means, covs):
    x.requires_grad_()
    r = x[:, None] - means
    a = weights.log() - 0.5 * ((r * torch.linalg.solve(covs, r[..., None])[..., 0]).sum(-1) + covs.logdet())
    largest = a.detach().amax(-1, keepdim=True)
    (slopes,) = torch.autograd.grad((a - largest).exp().sum(-1).log().sum(), x)
    x.requires_grad_(False)
    return slopes
