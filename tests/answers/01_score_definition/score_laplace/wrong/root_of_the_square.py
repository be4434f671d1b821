"""Writes |v| as the root of v²; autograd multiplies infinity by zero at the kink, and gets NaN.

Diagnosis: NaN or infinity at the kink x = μ
Points: 1
"""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    y = x.detach().clone().requires_grad_()
    log_p = -torch.sqrt((y - mu) ** 2) / b
    return torch.autograd.grad(log_p.sum(), y)[0]
