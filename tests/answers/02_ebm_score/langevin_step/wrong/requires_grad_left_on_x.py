"""Lets x require gradients for the sake of a score by autograd, and leaves it so.

Diagnosis: leaves a mark on its input
"""


def langevin_step(x, score_fn, step_size, noise):
    x.requires_grad_(True)
    return x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * noise
