"""Leaves traces everywhere: x requires gradients and keeps a .grad, and so do the parameters.

Diagnosis: leaves a mark on its input (requires_grad or .grad)
Points: 1
"""


def compute_score_autograd(x, log_prob_fn):
    x.requires_grad = True
    log_prob_fn(x).sum().backward()
    return x.grad
