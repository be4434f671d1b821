"""Switches requires_grad on in the caller's x, and leaves it on.

Diagnosis: leaves a mark on its input (requires_grad or .grad)
Points: 1
"""


def score_from_energy(x, energy_fn):
    x.requires_grad_(True)
    energy = energy_fn(x).sum()
    return -torch.autograd.grad(energy, x)[0]
