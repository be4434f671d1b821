"""Returns the gradient of -log p, which points downhill.

Diagnosis: minus the score: log_prob_fn brings its own sign
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(-log_prob_fn(y).sum(), y)[0]
