"""Recursion over the coordinates in place of a loop."""

from torch.autograd import grad


def jacobian_trace(scores, x, j=0):
    (row,) = grad(scores[:, j].sum(), x, create_graph=True)
    if j + 1 == x.shape[1]:
        return row[:, j]
    return row[:, j] + jacobian_trace(scores, x, j + 1)
