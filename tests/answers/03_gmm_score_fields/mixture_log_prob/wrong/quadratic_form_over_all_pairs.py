"""Adds the squares of all points into one number: `.sum()` without an axis."""


def mixture_log_prob(x, weights, means, covs):
    total = 0
    for w, m, v in zip(weights, means, covs):
        log_n = -0.5 * ((x - m) ** 2 / v).sum() - 0.5 * (2 * math.pi * v).log().sum()
        total = total + w * torch.exp(log_n)
    return torch.log(total).expand(len(x))
