"""The statisticians' score, the derivative in the parameter mu: the same arrow turned round.

Diagnosis: is this the derivative in μ?
"""

import torch


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    m = torch.full_like(x, mu).requires_grad_()
    log_p = -((x.detach() - m) ** 2) / (2 * sigma**2)
    return torch.autograd.grad(log_p.sum(), m)[0]
