"""Lets autograd differentiate logsumexp in float32. Far out, where components tie, its derivative exp(a − result)
does not sum to one, and the score comes out too long.

Diagnosis: a large logsumexp is rounded before it is subtracted (autograd does it
Points: 2
"""


def score_gmm(x, weights, means, covs):
    with torch.enable_grad():
        x = x.detach().clone().requires_grad_(True)
        r = x[:, None] - means
        y = torch.linalg.solve(covs, r[..., None])[..., 0]
        a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
        (grad,) = torch.autograd.grad(torch.logsumexp(a, dim=1).sum(), x)
    return grad
