"""Returns the Jacobian (n, n, d), the energy of every point differentiated by every point, and not its
diagonal (n, d).

Diagnosis: this is the whole Jacobian, each energy by each point
"""


def score_from_energy(x, energy_fn):
    return -torch.autograd.functional.jacobian(energy_fn, x.detach())
