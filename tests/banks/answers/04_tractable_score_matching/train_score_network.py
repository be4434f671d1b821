# %% wrong: always_five_hundred_steps
"""Always takes 500 steps, the number in the text, whatever n_steps says.

Diagnosis: 500 losses came back for n_steps = 100
Points: 2
"""

import torch

from helpers import matching


def train_score_network(model, sample_batch, n_steps, lr):
    optimiser = torch.optim.Adam(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, 500)
    losses = []
    for _ in range(500):
        optimiser.zero_grad()
        loss = matching.tractable_score_matching_loss(model, sample_batch())
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    return losses


# %% wrong: explicit_loss
"""Trains on the explicit loss with the true score, which the network must never get to see.

Diagnosis: the helpers' own distributions.GaussianMixture.score
"""

import torch

from helpers import distributions

two = distributions.GaussianMixture([0.5, 0.5], [[2.0, 2.0], [-2.0, -2.0]], [[0.25, 0.25], [0.25, 0.25]])


def train_score_network(model, sample_batch, n_steps, lr):
    optimiser = torch.optim.Adam(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, n_steps)
    losses = []
    for _ in range(n_steps):
        x = sample_batch()
        loss = (model(x) - two.score(x)).square().sum(dim=1).mean() / 2
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    return losses


# %% wrong: half_forgotten
"""Forgets the half before the squared length: the network learns half the score.

Diagnosis: the ½ before ‖s‖² is missing
"""

import torch


def train_score_network(model, sample_batch, n_steps, lr):
    optimiser = torch.optim.Adam(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, n_steps)
    losses = []
    for _ in range(n_steps):
        x = sample_batch().clone().requires_grad_()
        s = model(x)
        trace = 0
        for j in range(x.shape[1]):
            trace = trace + torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0][:, j]
        loss = (trace + s.square().sum(dim=1)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    return losses


# %% wrong: helpers_inside
"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import matching, training


def train_score_network(model, sample_batch, n_steps, lr):
    return list(training.fit(model, matching.tractable_score_matching_loss, sample_batch, n_steps, lr))


# %% wrong: list_kept_between_calls
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


# %% wrong: losses_as_tensors
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


# %% wrong: no_zero_grad
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


# %% wrong: one_batch_reused
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


# %% wrong: plain_sgd
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


# %% wrong: trace_does_not_train
"""The trace is computed without create_graph and does not train: the network learns to say nothing.

Diagnosis: the trace trains nothing
Points: 1
"""

import torch


def train_score_network(model, sample_batch, n_steps, lr):
    optimiser = torch.optim.Adam(model.parameters(), lr=lr)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, n_steps)
    losses = []
    for _ in range(n_steps):
        x = sample_batch().clone().requires_grad_()
        s = model(x)
        trace = 0
        for j in range(x.shape[1]):
            trace = trace + torch.autograd.grad(s[:, j].sum(), x, retain_graph=True)[0][:, j]
        loss = (trace + s.square().sum(dim=1) / 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    return losses


# %% wrong: trains_a_copy
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


# %% wrong: zero_grad_after_backward
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


# %% right: adam_with_averaged_weights
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


# %% right: adamw_numpy_losses
"""AdamW, gradients cleared after the step, losses kept in a NumPy array and returned as its list; prints now and
then."""

import numpy as np
import torch

from helpers import matching


def train_score_network(model, sample_batch, n_steps, lr):
    model.train()
    history = np.zeros(n_steps)
    opt = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=1e-4)
    sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, max(n_steps, 1), eta_min=lr / 100)
    for i in range(n_steps):
        value = matching.tractable_score_matching_loss(model, sample_batch())
        value.backward()
        opt.step()
        opt.zero_grad(set_to_none=False)
        sched.step()
        history[i] = value.item()
        if i % 100 == 0:
            print(f"step {i}: {history[i]:.3f}")
    return history.tolist()


# %% right: closure_and_batches_in_advance
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


# %% right: handwritten_adam
"""Adam written out by hand, with gradients from autograd.grad and a rate that falls linearly."""

import torch


def train_score_network(model, sample_batch, n_steps, lr):
    weights = [p for p in model.parameters() if p.requires_grad]
    m = [torch.zeros_like(p) for p in weights]
    v = [torch.zeros_like(p) for p in weights]
    losses = []
    for t in range(1, n_steps + 1):
        loss = tractable_score_matching_loss(model, sample_batch())
        grads = torch.autograd.grad(loss, weights, allow_unused=True)
        with torch.no_grad():
            for p, g, a, b in zip(weights, grads, m, v):
                if g is None:
                    continue
                a.mul_(0.9).add_(g, alpha=0.1)
                b.mul_(0.999).addcmul_(g, g, value=0.001)
                rate = lr * (1 - (t - 1) / n_steps)
                p -= rate * (a / (1 - 0.9**t)) / ((b / (1 - 0.999**t)).sqrt() + 1e-8)
        losses += [loss.item()]
    return losses


# %% right: trainer_class
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
