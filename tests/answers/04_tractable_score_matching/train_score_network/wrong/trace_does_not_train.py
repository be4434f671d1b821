"""The trace is computed without create_graph and does not train: the network learns to say nothing.

Diagnosis: the trace trains nothing
Points: 1
"""

import torch


def train_score_network(model, sample_batch, n_steps, lr):
    optimiser = torch.optim.Adam(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, n_steps)
    losses = []
    for _ in range(n_steps):
        x = sample_batch().clone().requires_grad_()
        s = model(x)
        trace = 0
        for j in range(x.shape[1]):
            trace = trace + torch.autograd.grad(s[:, j].sum(), x, retain_graph=True)[0][:, j]
        loss = (trace + s.square().sum(dim=1) / 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    return losses
