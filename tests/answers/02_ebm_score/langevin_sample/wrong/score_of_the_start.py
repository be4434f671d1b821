"""Computes the score once, at the start, and never again.

Diagnosis: the score is computed once, at the start
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    drift = step_size / 2 * score_fn(x)
    for _ in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + drift + math.sqrt(step_size) * z
    return x
