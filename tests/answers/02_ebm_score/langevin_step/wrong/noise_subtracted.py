"""Subtracts the noise: just as random in the long run, but not the step to which the given noise leads.

Diagnosis: the sign of the noise
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    return x + step_size / 2 * score_fn(x) - math.sqrt(step_size) * noise
