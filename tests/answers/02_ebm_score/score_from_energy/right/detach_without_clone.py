"""Only detaches x, without a copy, and calls the arguments otherwise."""


def score_from_energy(points, E):
    z = points.detach().requires_grad_()
    return torch.autograd.grad(E(z).sum(), z)[0] * -1
