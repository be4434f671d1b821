"""Switches gradients on in the caller's x and never off again.

Diagnosis: leaves a mark on its input (requires_grad or .grad)
Points: 1
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    x.requires_grad_(True)
    return torch.autograd.grad(log_prob_fn(x).sum(), x)[0]
