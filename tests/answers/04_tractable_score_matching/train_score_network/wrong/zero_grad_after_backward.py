"""Clears the gradients between backward and step: no step has any to follow.

Diagnosis: the model does not move, though backward() reaches it
Points: 1
"""

import torch

from helpers import matching


def train_score_network(model, sample_batch, n_steps, lr):
    optimiser = torch.optim.Adam(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, n_steps)
    losses = []
    for _ in range(n_steps):
        loss = matching.tractable_score_matching_loss(model, sample_batch())
        loss.backward()
        optimiser.zero_grad()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    return losses
