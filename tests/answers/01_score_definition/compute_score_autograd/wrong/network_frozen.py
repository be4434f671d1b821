"""Freezes the parameters of a network so that they gain no .grad, and leaves them frozen.

Diagnosis: the parameters of log_prob_fn no longer require gradients
Points: 1
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    if isinstance(log_prob_fn, torch.nn.Module):
        for parameter in log_prob_fn.parameters():
            parameter.requires_grad_(False)
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(log_prob_fn(y).sum(), y)[0]
