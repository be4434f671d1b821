"""Walks with the step 0.01 of the ring below, whatever step_size says.

Diagnosis: `step_size` changes nothing in your step
"""


def langevin_step(x, score_fn, step_size, noise):
    step_size = 0.01
    return x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * noise
