"""Averages over the coordinates where the formula sums over them.

Diagnosis: the coordinates are averaged; they add up
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).mean(-1)
    return torch.logsumexp(a, dim=1)
