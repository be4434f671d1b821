"""Differentiates exp(-E), the density without its constant, and not its logarithm -E.

Diagnosis: this is the gradient of exp(−E)
"""


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_()
    density = torch.exp(-energy_fn(x))
    return torch.autograd.grad(density.sum(), x)[0]
