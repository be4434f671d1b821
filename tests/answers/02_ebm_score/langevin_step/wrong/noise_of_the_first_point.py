"""Gives every point the noise of the first one.

Diagnosis: all points get the noise of the first one
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    z = noise[0]
    return x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
