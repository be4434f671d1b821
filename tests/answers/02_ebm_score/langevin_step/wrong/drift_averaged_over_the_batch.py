"""Moves all points by the mean score of the batch, where each has a score of its own.

Diagnosis: all points drift alike, by the mean score
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    s = score_fn(x).mean(dim=0)
    return x + step_size / 2 * s + math.sqrt(step_size) * noise
