"""Adds up the coordinates of the gradient: one number (n,) per point where an arrow (n, d) belongs.

Diagnosis: An axis was summed away
"""


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_()
    (grad,) = torch.autograd.grad(energy_fn(x).sum(), x)
    return -grad.sum(-1)
