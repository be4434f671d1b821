"""Borrows the caller's x and switches requires_grad off at the end, also for an x that came with it switched on.

Diagnosis: an x that requires gradients must go on doing so
Points: 1
"""


def score_from_energy(x, energy_fn):
    x.requires_grad_(True)
    grad = torch.autograd.grad(energy_fn(x).sum(), x)[0]
    x.requires_grad_(False)
    return -grad.detach()
