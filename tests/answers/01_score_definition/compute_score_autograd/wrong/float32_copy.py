"""Copies the points through a list, into the default dtype: float64 is lost.

Diagnosis: float64 came in, float32 came out
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = torch.tensor(x.tolist(), requires_grad=True)
    return torch.autograd.grad(log_prob_fn(y).sum(), y)[0]
