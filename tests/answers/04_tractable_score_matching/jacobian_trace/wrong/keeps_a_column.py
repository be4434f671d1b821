"""Returns a column, (n, 1), where (n,) is asked.

Diagnosis: an axis of length one too many
"""

import torch


def jacobian_trace(scores, x):
    diagonal = []
    for j in range(x.shape[1]):
        diagonal.append(torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j])
    return torch.stack(diagonal, dim=1).sum(dim=1, keepdim=True)
