"""Plain gradient descent with a rate of 0.005 is far too slow: 500 steps do not get below 0.05.

Diagnosis: not learnt enough: after 500 steps
Points: 1
"""

import torch

from helpers import matching


def train_score_network(model, sample_batch, n_steps, lr):
    optimiser = torch.optim.SGD(model.parameters(), lr=lr)
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
