"""Leaves the normaliser out altogether: harmless for a score, wrong for a density, and it changes the balance of
components with different variances.

Diagnosis: the normaliser is missing
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs).sum(-1)
    return torch.logsumexp(a, dim=1)
