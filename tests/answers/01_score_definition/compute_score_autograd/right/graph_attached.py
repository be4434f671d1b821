"""The result carries a graph."""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(log_prob_fn(y).sum(), y, create_graph=True)[0]
