"""Switches gradients off around the whole step: a score that is computed by autograd, as in Exercise 2.1, then fails.

Diagnosis: you call score_fn with gradients switched off
Points: 1
"""


@torch.no_grad()
def langevin_step(x, score_fn, step_size, noise):
    return x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * noise
