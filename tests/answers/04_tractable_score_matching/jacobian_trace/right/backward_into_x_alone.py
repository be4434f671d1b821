"""Uses backward, but only into x, and puts x.grad back as it was."""

import warnings

import torch


def jacobian_trace(scores, x):
    before = x.grad
    entries = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for j, column in enumerate(scores.unbind(1)):
            x.grad = None
            torch.autograd.backward(column.sum(), inputs=[x], create_graph=True)
            entries.append(x.grad[:, j])
    x.grad = before
    return torch.stack(entries).sum(0)
