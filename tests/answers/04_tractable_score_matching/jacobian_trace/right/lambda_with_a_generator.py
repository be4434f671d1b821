"""A lambda around Python's sum, with other argument names."""

import torch

jacobian_trace = lambda s, inputs: sum(
    torch.autograd.grad(column.sum(), inputs, create_graph=True)[0][:, j] for j, column in enumerate(s.T)
)
