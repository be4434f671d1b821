"""Finds the trace with backward, which also adds to the .grad of the model's parameters; the loss's gradient then
comes on top.

Diagnosis: the model's parameters have another .grad than before
Points: 2
"""

import warnings

warnings.filterwarnings("ignore", message="Using backward")


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        x.grad = None
        s[:, j].sum().backward(create_graph=True)
        trace = trace + x.grad[:, j]
    x.grad = None
    return (trace + s.square().sum(dim=1) / 2).mean()
