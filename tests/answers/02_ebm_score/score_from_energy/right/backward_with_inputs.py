"""Uses backward(), but tells it by inputs= to write into the copy of x alone."""


def score_from_energy(x, energy_fn):
    leaf = x.detach().clone().requires_grad_()
    energy_fn(leaf).sum().backward(inputs=[leaf])
    return -leaf.grad
