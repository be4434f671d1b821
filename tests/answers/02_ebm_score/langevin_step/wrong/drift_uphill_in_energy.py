"""Subtracts the drift, as in gradient descent; but the score points to high probability already.

Diagnosis: the sign of the drift
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    return x - step_size / 2 * score_fn(x) + step_size**0.5 * noise
