"""Calls its own mixture_log_prob with one component at a time, and softmax in the end."""


def responsibilities(x, weights, means, covs):
    logits = [mixture_log_prob(x, weights[k : k + 1], means[k : k + 1], covs[k : k + 1]) for k in range(len(weights))]
    return torch.softmax(torch.stack(logits, dim=-1), dim=-1)
