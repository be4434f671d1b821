"""Prints shapes and warns, takes its arguments as *args, and leaves a graph on the result."""

import warnings


def mixture_log_prob(*args):
    x, weights, means, covs = args
    print("points:", tuple(x.shape), "components:", len(weights))
    if x.abs().max() > 50:
        warnings.warn("far out", stacklevel=2)
    x = x.detach().clone().requires_grad_()
    diff = x[:, None] - means
    a = weights.log() - 0.5 * (diff**2 / covs + (2 * math.pi * covs).log()).sum(-1)
    return torch.logsumexp(a, dim=1)
