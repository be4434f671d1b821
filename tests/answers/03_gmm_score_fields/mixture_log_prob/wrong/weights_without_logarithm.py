"""Adds the weight to the log-density of a component where its logarithm belongs.

Diagnosis: the weights are added to the logits as they are
"""


def mixture_log_prob(x, weights, means, covs):
    diff = x[:, None] - means
    a = weights - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.logsumexp(a, dim=1)
