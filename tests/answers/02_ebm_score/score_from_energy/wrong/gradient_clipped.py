"""Clips the gradient at 100, a habit from training.

Diagnosis: the score is clipped: where the slope is steep
"""


def score_from_energy(x, energy_fn):
    place = x.detach().clone().requires_grad_()
    (slope,) = torch.autograd.grad(energy_fn(place).sum(), place)
    return -slope.clamp(-100, 100)
