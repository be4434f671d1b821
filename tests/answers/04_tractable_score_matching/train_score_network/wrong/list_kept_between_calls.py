"""The default list is made once and grows from call to call: a second training returns the losses of the first as
well.

Diagnosis: begin a new one inside the function
Points: 2
"""

import torch

from helpers import matching


def train_score_network(model, sample_batch, n_steps, lr, losses=[]):  # noqa: B006
    optimiser = torch.optim.Adam(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, n_steps)
    for _ in range(n_steps):
        optimiser.zero_grad()
        loss = matching.tractable_score_matching_loss(model, sample_batch())
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    return losses
