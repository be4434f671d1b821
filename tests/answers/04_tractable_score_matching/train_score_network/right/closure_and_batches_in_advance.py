"""Draws all batches in advance and steps with a closure, which returns the loss."""

import torch

from helpers import matching


def train_score_network(model, sample_batch, n_steps, lr):
    batches = [sample_batch() for _ in range(n_steps)]
    optimiser = torch.optim.NAdam(model.parameters(), lr=lr)
    losses = []
    for i, batch in enumerate(batches):

        def closure(batch=batch):
            optimiser.zero_grad()
            loss = matching.tractable_score_matching_loss(model, batch)
            loss.backward()
            return loss

        for group in optimiser.param_groups:
            group["lr"] = lr * (1 - i / n_steps)
        losses.append(float(optimiser.step(closure)))
    return losses
