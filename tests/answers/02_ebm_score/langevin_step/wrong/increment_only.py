"""Returns the step and not the place where it leads: x is missing from the sum.

Diagnosis: this is only the change; add it to x
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    return step_size / 2 * score_fn(x) + math.sqrt(step_size) * noise
