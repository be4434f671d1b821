"""torch.func.grad of the summed log-density."""

import torch


def compute_score_autograd(x, log_prob_fn):
    return torch.func.grad(lambda y: log_prob_fn(y).sum())(x.detach())
