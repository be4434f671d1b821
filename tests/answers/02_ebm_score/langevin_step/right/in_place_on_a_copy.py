"""Adds in place, but on a copy of its own."""


def langevin_step(x, score_fn, step_size, noise):
    new = x.detach().clone()
    new += step_size / 2 * score_fn(x)
    new += step_size**0.5 * noise
    return new
