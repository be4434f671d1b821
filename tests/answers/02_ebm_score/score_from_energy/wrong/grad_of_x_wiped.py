"""Clears x.grad first, a habit from training: whatever gradient x had gathered before is lost.

Diagnosis: keep the .grad that it has
Points: 1
"""


def score_from_energy(x, energy_fn):
    x.grad = None
    place = x.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(energy_fn(place).sum(), place)
    return -slope
