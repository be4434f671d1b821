"""Returns minus the trace, the sign that integration by parts brings into the loss and not into the trace.

Diagnosis: minus the trace: the sign belongs to
"""

import torch


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        trace = trace - torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j]
    return trace
