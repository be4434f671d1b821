"""An object with __call__, and unit vectors as grad_outputs."""

import torch


class Trace:
    def row(self, scores, x, j):
        unit = torch.zeros_like(scores)
        unit[:, j] = 1
        return torch.autograd.grad(scores, x, unit, create_graph=True)[0]

    def __call__(self, scores, x):
        rows = [self.row(scores, x, j) for j in range(x.shape[1])]
        jacobians = torch.stack(rows, dim=1)
        return torch.diagonal(jacobians, dim1=-2, dim2=-1).sum(-1)


jacobian_trace = Trace()
