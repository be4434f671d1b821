"""Follows the slope only and leaves the noise out: an optimiser, not a sampler.

Diagnosis: the noise does not act
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    return x + step_size / 2 * score_fn(x)
