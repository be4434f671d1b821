"""Adds up the entries of the first two coordinates, whatever the dimension: right in the plane only.

Diagnosis: only the first 2 of 6 coordinates
"""

import torch


def jacobian_trace(scores, x):
    g0 = torch.autograd.grad(scores[:, 0].sum(), x, create_graph=True)[0]
    g1 = torch.autograd.grad(scores[:, 1].sum(), x, create_graph=True)[0]
    return g0[:, 0] + g1[:, 1]
