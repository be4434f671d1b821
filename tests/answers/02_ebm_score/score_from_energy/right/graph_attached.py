"""Keeps the graph, so that the result itself requires gradients."""


def score_from_energy(x, energy_fn):
    x = x.detach().clone().requires_grad_(True)
    energy = energy_fn(x).sum()
    return -torch.autograd.grad(energy, x, create_graph=True)[0]
