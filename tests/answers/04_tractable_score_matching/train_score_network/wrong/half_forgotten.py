"""Forgets the half before the squared length: the network learns half the score.

Diagnosis: the ½ before ‖s‖² is missing
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
            trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
        loss = (trace + s.square().sum(dim=1)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    return losses
