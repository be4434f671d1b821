"""Draws the noise of fifty steps beforehand and starts over when it is used up.

Diagnosis: times the right variance: draw fresh noise in each
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    pool = torch.randn((50, *x.shape), generator=generator, dtype=x.dtype, device=x.device)
    for k in range(n_steps):
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * pool[k % 50]
    return x
