"""Hides 0/0 with nan_to_num: far rows are all zeros and do not sum to one.

Diagnosis: nan_to_num, or a tiny number in the denominator, hides 0/0
Points: 1
"""


def responsibilities(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    p = a.exp()
    return torch.nan_to_num(p / p.sum(dim=1, keepdim=True))
