"""The log-density comes from torch.distributions, the slope from autograd."""

import torch


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    y = x.detach().clone().requires_grad_()
    normal = torch.distributions.Normal(torch.full_like(y, mu), torch.full_like(y, sigma))
    return torch.autograd.grad(normal.log_prob(y).sum(), y)[0]
