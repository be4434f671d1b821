"""Adds to the caller's x in place (+=), so that the old points are gone.

Diagnosis: your function changes its input
"""


def langevin_step(x, score_fn, step_size, noise):
    x += step_size / 2 * score_fn(x)
    x += math.sqrt(step_size) * noise
    return x
