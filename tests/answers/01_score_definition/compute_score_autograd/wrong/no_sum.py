"""Asks for the gradient of a vector; PyTorch needs a scalar: a sum over the batch is missing.

Diagnosis: Sum over the batch before you differentiate
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(log_prob_fn(y), y)[0]
