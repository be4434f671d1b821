"""Takes create_graph for something that the last pass switches on for all: the earlier entries do not train.

Diagnosis: only its last term trains
Points: 2
"""

import torch


def jacobian_trace(scores, x):
    d = x.shape[1]
    trace = 0
    for j in range(d):
        last = j == d - 1
        (slope,) = torch.autograd.grad(scores[:, j].sum(), x, retain_graph=True, create_graph=last)
        trace = trace + slope[:, j]
    return trace
