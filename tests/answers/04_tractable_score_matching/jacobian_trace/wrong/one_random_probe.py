"""Hutchinson's estimate with one random vector of signs: right on average, but not the trace (except where the
Jacobian is diagonal).

Diagnosis: random vectors only estimate the trace
"""

import torch


def jacobian_trace(scores, x):
    v = torch.randint(0, 2, x.shape, device=x.device).to(x.dtype) * 2 - 1
    vJ = torch.autograd.grad(scores, x, grad_outputs=v, create_graph=True)[0]
    return (vJ * v).sum(dim=1)
