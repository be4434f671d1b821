"""Makes a new x inside, from which the scores were not computed, and takes the missing gradient for zero.

Diagnosis: computed from the x that came in
"""

import torch


def jacobian_trace(scores, x):
    x = x.detach().clone().requires_grad_()
    trace = torch.zeros_like(x[:, 0])
    for j in range(x.shape[1]):
        grad = torch.autograd.grad(scores[:, j].sum(), x, create_graph=True, allow_unused=True)[0]
        if grad is not None:
            trace = trace + grad[:, j]
    return trace
