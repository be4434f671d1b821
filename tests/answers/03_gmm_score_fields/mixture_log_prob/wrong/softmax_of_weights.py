"""Takes the weights for logits and sends them through a softmax; they are probabilities already."""


def mixture_log_prob(x, weights, means, covs):
    log_w = torch.log_softmax(weights, dim=0)
    diff = x[:, None] - means
    a = log_w - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.logsumexp(a, dim=1)
