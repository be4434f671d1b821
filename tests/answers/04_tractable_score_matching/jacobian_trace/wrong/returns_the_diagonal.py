"""Returns the d diagonal entries, (n, d), and forgets to add them up.

Diagnosis: add them up at every point
"""

import torch


def jacobian_trace(scores, x):
    diagonal = []
    for j in range(x.shape[1]):
        diagonal.append(torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j])
    return torch.stack(diagonal, dim=1)
