"""Calls backward instead of autograd.grad: each pass also adds to the .grad of the network's parameters, and the
loss's own gradient comes on top of that.

Diagnosis: the network's weights have another .grad than before
Points: 2
"""

import warnings

import torch

warnings.filterwarnings("ignore", message="Using backward")


def jacobian_trace(scores, x):
    trace = torch.zeros_like(x[:, 0])
    for j in range(x.shape[1]):
        x.grad = None
        scores[:, j].sum().backward(create_graph=True)
        trace = trace + x.grad[:, j]
    x.grad = None
    return trace
