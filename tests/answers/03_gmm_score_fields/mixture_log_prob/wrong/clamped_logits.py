"""Clamps the logits from below so that no exponential vanishes. Far out the result is the bound and not log p.

Diagnosis: the logits are clamped, and all lie on the bound
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    a = a.clamp(min=-80)
    return torch.log(a.exp().sum(dim=1))
