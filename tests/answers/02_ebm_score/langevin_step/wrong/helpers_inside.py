"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import sampling


def langevin_step(x, score_fn, step_size, noise):
    return sampling.langevin_step(x, score_fn, step_size, noise).detach()
