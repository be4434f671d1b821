"""A callable object with a generator method that yields the losses, trained by Adamax."""

import torch

from helpers import matching


class Trainer:
    def steps(self, model, sample_batch, n_steps, lr):
        optimiser = torch.optim.Adamax(model.parameters(), lr=2 * lr)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, max(n_steps, 1))
        for _ in range(n_steps):
            loss = matching.tractable_score_matching_loss(model, sample_batch())
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            yield loss.item()

    def __call__(self, model, sample_batch, n_steps, lr):
        return list(self.steps(model, sample_batch, n_steps, lr))


train_score_network = Trainer()
