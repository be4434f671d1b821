"""Calls backward() and then clears the gradients, but only if log_prob_fn itself is a module: a network inside a
function keeps its .grad.

Diagnosis: the parameters of log_prob_fn have another .grad than before
Points: 1
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    log_prob_fn(y).sum().backward()
    if isinstance(log_prob_fn, torch.nn.Module):
        log_prob_fn.zero_grad()
    return y.grad
