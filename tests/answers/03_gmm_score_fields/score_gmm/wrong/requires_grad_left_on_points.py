"""Switches requires_grad on for the caller's own x, and leaves it and a gradient there.

Diagnosis: your function leaves a mark on its input
"""


def score_gmm(x, weights, means, covs):
    with torch.enable_grad():
        x.requires_grad_(True)
        r = x[:, None] - means
        y = torch.linalg.solve(covs, r[..., None])[..., 0]
        a = weights.log() - 0.5 * ((r * y).sum(-1) + torch.logdet(covs))
        top = a.detach().max(dim=1, keepdim=True).values
        (a - top).exp().sum(1).log().add(top[:, 0]).sum().backward()
    return x.grad
