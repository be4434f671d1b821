"""A bracket too many: the factor η/2 multiplies the noise as well.

Diagnosis: η/2 multiplies the noise as well
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    return x + step_size / 2 * (score_fn(x) + step_size**0.5 * noise)
