"""Calls backward(), which writes a .grad into every parameter of the energy, not only into the copy of x.

Diagnosis: .backward() writes into everything it meets
Points: 1
"""


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_(True)
    energy_fn(x).sum().backward()
    return -x.grad
