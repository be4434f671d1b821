"""Squeezes the result: a single point, n = 1, loses its axis and comes back as a number of shape ().

Diagnosis: An axis of length one is lost
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.logsumexp(a, dim=1, keepdim=True).squeeze()
