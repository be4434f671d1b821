"""Multiplies the noise by η where √η belongs: the variance of a push would be η² and not η.

Diagnosis: the noise is multiplied by η; its factor is √η
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    return x + step_size / 2 * score_fn(x) + step_size * noise
