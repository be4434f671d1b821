"""Returns from inside the loop, after the first coordinate.

Diagnosis: Is the return inside the loop?
"""

import torch


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j]
        return trace
