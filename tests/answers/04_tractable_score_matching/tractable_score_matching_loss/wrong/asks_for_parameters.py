"""Moves the data to the dtype of the model's first parameter: a model that is a plain function has no parameters.

Diagnosis: Call the function, and ask nothing else of it
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().to(next(model.parameters()).dtype).requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    return (trace + s.square().sum(dim=1) / 2).mean()
