"""Adds up the densities and takes the logarithm afterwards: far out all exponentials are 0 and the result is -inf.

Diagnosis: exponentials are 0 or ∞ there
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.log(torch.exp(a).sum(dim=1))
