"""Turns the result into float32, whatever the dtype of x.

Diagnosis: float64 came in, float32 came out
"""


def langevin_step(x, score_fn, step_size, noise):
    new = x + step_size / 2 * score_fn(x) + step_size**0.5 * noise
    return new.float()
