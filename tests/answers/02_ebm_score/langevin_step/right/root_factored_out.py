"""Takes one √η out of both terms, and calls the arguments otherwise."""


def langevin_step(points, s, eta, z):
    r = eta**0.5
    return points + r * (r / 2 * s(points) + z)
