"""Computes the new points and forgets to return them.

Diagnosis: it must end in `return ...`
"""


def langevin_step(x, score_fn, step_size, noise):
    x = x + step_size / 2 * score_fn(x)
    x = x + math.sqrt(step_size) * noise
