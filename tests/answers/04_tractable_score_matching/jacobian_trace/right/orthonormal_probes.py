"""Takes the trace in another orthonormal basis, that of a Householder reflection."""

import torch


def jacobian_trace(scores, x):
    d = x.shape[-1]
    ones = torch.ones(d, 1, dtype=x.dtype, device=x.device)
    basis = torch.eye(d, dtype=x.dtype, device=x.device) - 2 / d * ones @ ones.T

    def quadratic_form(v):
        vJ = torch.autograd.grad(scores, x, v.expand_as(scores).contiguous(), create_graph=True)
        return vJ[0] @ v

    return sum(quadratic_form(v) for v in basis)
