"""Returns a number without a graph, which cannot train the model.

Diagnosis: it has no graph and trains nothing
Points: 2
"""

import torch


def tractable_score_matching_loss(model, data):
    x = data.clone().requires_grad_()
    s = model(x)
    trace = 0
    for j in range(x.shape[1]):
        trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
    loss = (trace + s.square().sum(dim=1) / 2).mean()
    return torch.tensor(loss.item(), dtype=data.dtype, device=data.device)
