"""The log-density comes from torch.distributions, the slope from autograd."""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    laplace = torch.distributions.Laplace(torch.full_like(x, mu), torch.full_like(x, b))
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(laplace.log_prob(y).sum(), y)[0]
