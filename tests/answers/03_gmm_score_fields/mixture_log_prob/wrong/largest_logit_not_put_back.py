"""Takes the largest logit out before the exponentials, and forgets to add it again.

Diagnosis: the largest logit, once taken out, has to be added again
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    top = a.max(dim=1, keepdim=True).values
    return torch.log(torch.exp(a - top).sum(dim=1))
