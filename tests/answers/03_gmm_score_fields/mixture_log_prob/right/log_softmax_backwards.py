"""Finds log p as the difference of the largest logit and the largest log-responsibility."""


def mixture_log_prob(x, weights, means, covs):
    quad = torch.einsum("nkj,kj->nk", (x[:, None] - means) ** 2, 1 / covs)
    a = torch.log(weights) - quad / 2 - torch.log(2 * math.pi * covs).sum(1) / 2
    return a.max(dim=1).values - torch.log_softmax(a, dim=1).max(dim=1).values
