"""Draws one batch before the loop and trains on it all the time: the network overfits 256 points.

Diagnosis: Draw a fresh batch in every step
Points: 1
"""

import torch

from helpers import matching


def train_score_network(model, sample_batch, n_steps, lr):
    optimiser = torch.optim.Adam(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, n_steps)
    losses = []
    batch = sample_batch()
    for _ in range(n_steps):
        optimiser.zero_grad()
        loss = matching.tractable_score_matching_loss(model, batch)
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    return losses
