"""Was written for the line, the plane and space, and forgets the coordinates beyond the third.

Diagnosis: some coordinates are left out
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    x, means, covs = x[:, :3], means[:, :3], covs[:, :3]
    a = weights.log() - 0.5 * ((x[:, None] - means) ** 2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return a.logsumexp(-1)
