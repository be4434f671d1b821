"""Clears up after backward() with zero_grad(): an energy that wraps a network in a function keeps its new .grad, and
gradients that a network had before are lost.

Diagnosis: .backward() writes into everything it meets
Points: 1
"""


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_()
    energy_fn(x).sum().backward()
    if isinstance(energy_fn, torch.nn.Module):
        energy_fn.zero_grad()
    return -x.grad
