"""Never clears the gradients: every step uses the sum of all gradients so far.

Diagnosis: the gradients of all steps add up: zero_grad()
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
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    return losses
