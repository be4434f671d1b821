"""Adds the noise first and takes the score at the pushed point, where it belongs to the point before the step.

Diagnosis: the score is taken in the wrong place
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    x = x + step_size**0.5 * noise
    return x + step_size / 2 * score_fn(x)
