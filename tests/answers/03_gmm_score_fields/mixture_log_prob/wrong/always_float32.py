"""Converts everything to float32 and leaves the result there, also for points in float64.

Diagnosis: float64 came in, float32 came out
"""


def mixture_log_prob(x, weights, means, covs):
    x, weights, means, covs = x.float(), weights.float(), means.float(), covs.float()
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.logsumexp(a, dim=1)
