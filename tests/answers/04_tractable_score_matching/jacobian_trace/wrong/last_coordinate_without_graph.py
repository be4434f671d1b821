"""Builds the graph of the gradient for all coordinates but the last, for want of a further pass: the last diagonal
entry does not train.

Diagnosis: its last term trains nothing
Points: 2
"""

import torch


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        more = j < x.shape[1] - 1
        s = scores[:, j].sum()
        grad = torch.autograd.grad(s, x, retain_graph=True, create_graph=more)[0]
        trace = trace + grad[:, j]
    return trace
