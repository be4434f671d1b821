"""Takes out the largest logit of the whole batch where every point needs its own: a far point in the company of a
near one still gets -inf.

Diagnosis: not that of the whole batch
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    top = a.max()
    return top + torch.log(torch.exp(a - top).sum(dim=1))
