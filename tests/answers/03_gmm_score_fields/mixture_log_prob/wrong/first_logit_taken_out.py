"""Takes out the first logit, not the largest: far out a wide second component overflows to +inf.

Diagnosis: exponentials are 0 or ∞ there
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    a = weights.log() - 0.5 * ((x[:, None] - means) ** 2 / covs + (2 * math.pi * covs).log()).sum(-1)
    first = a[:, :1]
    return first[:, 0] + (a - first).exp().sum(-1).log()
