"""What the fourth student of the sample class hands in: every answer a mistake that
students make.
"""

import torch


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_()
    return torch.autograd.grad(energy_fn(x).sum(), x)[0]


def partition_function(energy_fn, low, high, n_points):
    nodes = torch.linspace(low, high, n_points)[:, None]
    return torch.exp(-energy_fn(nodes)).mean()


def langevin_step(x, score_fn, step_size, noise):
    return x + step_size * score_fn(x) + step_size * noise


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x, noise = x0, torch.randn_like(x0)
    for _ in range(n_steps):
        x = langevin_step(x, score_fn, step_size, noise)
    return x
