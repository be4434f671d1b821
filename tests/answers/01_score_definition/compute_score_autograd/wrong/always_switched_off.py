"""Switches gradients off in x at the end, even if they were on before the call.

Diagnosis: an x that requires gradients must go on doing so
Points: 1
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    x.requires_grad_(True)
    gradient = torch.autograd.grad(log_prob_fn(x).sum(), x)[0]
    x.requires_grad_(False)
    return gradient
