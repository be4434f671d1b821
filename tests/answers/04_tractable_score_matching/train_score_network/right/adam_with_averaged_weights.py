"""Adam at a constant rate; at the end the model gets the average of its weights over the second half."""

import torch

from helpers import matching


def train_score_network(model, sample_batch, n_steps, lr):
    optimiser = torch.optim.Adam(model.parameters(), lr / 2)
    average = torch.optim.swa_utils.AveragedModel(model)

    def step(i):
        loss = matching.tractable_score_matching_loss(model, sample_batch())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if 2 * (i + 1) >= n_steps:
            average.update_parameters(model)
        return float(loss)

    losses = [step(i) for i in range(n_steps)]
    model.load_state_dict(average.module.state_dict())
    return losses
