"""Scales the caller's noise in place, so that it is no longer standard normal afterwards.

Diagnosis: your function changes its input
"""


def langevin_step(x, score_fn, step_size, noise):
    drift = step_size / 2 * score_fn(x)
    noise *= math.sqrt(step_size)
    return x + drift + noise
