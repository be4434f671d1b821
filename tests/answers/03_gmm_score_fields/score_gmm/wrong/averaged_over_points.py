"""Calls backward on the mean of log p, so every score is divided by the number of points.

Diagnosis: divided by n: the mean over the points
"""


def score_gmm(x, weights, means, covs):
    with torch.enable_grad():
        x = x.detach().clone().requires_grad_(True)
        r = x[:, None] - means
        y = torch.linalg.solve(covs, r[..., None])[..., 0]
        a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
        top = a.detach().max(dim=1, keepdim=True).values
        ((a - top).exp().sum(1).log() + top[:, 0]).mean().backward()
    return x.grad
