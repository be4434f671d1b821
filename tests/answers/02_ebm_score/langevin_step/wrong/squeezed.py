"""Squeezes the result, so that a single point or a single coordinate loses its axis.

Diagnosis: An axis of length one is lost
"""


def langevin_step(x, score_fn, step_size, noise):
    return (x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * noise).squeeze()
