"""Trains a copy of the model: the caller's model stays as it was.

Diagnosis: you train a copy of it
"""

import copy

import torch

from helpers import matching


def train_score_network(model, sample_batch, n_steps, lr):
    model = copy.deepcopy(model)
    optimiser = torch.optim.Adam(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, n_steps)
    losses = []
    for _ in range(n_steps):
        optimiser.zero_grad()
        loss = matching.tractable_score_matching_loss(model, sample_batch())
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    return losses
