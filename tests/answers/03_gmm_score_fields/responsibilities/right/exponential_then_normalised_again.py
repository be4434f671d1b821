"""Computes exp(a − logsumexp) first, and divides by the sum of the row, which cancels the rounding."""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    r = (a - torch.logsumexp(a, dim=1, keepdim=True)).exp()
    return r / r.sum(dim=1, keepdim=True)
