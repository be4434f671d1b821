"""Divides with //, which makes 0 of every step below 2: the drift is lost.

Diagnosis: a small step_size // 2 is 0
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    return x + step_size // 2 * score_fn(x) + math.sqrt(step_size) * noise
