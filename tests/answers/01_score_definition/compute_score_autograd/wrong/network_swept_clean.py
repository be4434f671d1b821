"""Clears the network before it differentiates, and wipes out gradients that were there.

Diagnosis: zero_grad() wipes it all
Points: 1
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    if isinstance(log_prob_fn, torch.nn.Module):
        log_prob_fn.zero_grad()
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(log_prob_fn(y).sum(), y)[0]
