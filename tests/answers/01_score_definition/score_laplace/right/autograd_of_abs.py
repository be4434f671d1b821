"""Autograd through the absolute value, whose derivative PyTorch puts at 0 in the kink."""

import math

import torch


def score_laplace(x, mu=0.0, b=1.0):
    y = x.detach().clone().requires_grad_()
    log_p = -(y - mu).abs() / b - math.log(2 * b)
    return torch.autograd.grad(log_p.sum(), y)[0]
