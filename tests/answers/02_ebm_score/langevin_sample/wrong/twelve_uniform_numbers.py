"""Adds up twelve uniform numbers, less six: mean 0 and variance 1, but the tails are too thin.

Diagnosis: fourth moment 2.89
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.rand((12, *x.shape), generator=generator, dtype=x.dtype, device=x.device).sum(0) - 6
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x
