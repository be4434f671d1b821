"""Collects the losses as tensors, graph and all, where floats are asked.

Diagnosis: the list holds a Tensor
Points: 2
"""

import torch

from helpers import matching


def train_score_network(model, sample_batch, n_steps, lr):
    optimiser = torch.optim.Adam(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, n_steps)
    losses = []
    for _ in range(n_steps):
        optimiser.zero_grad()
        loss = matching.tractable_score_matching_loss(model, sample_batch())
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss)
    return losses
