"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

from helpers import sampling


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    return list(sampling.langevin(score_fn, x0, step_size, n_steps, generator))[-1]
