"""Walks on x0 itself (+=), so that the caller's start is lost.

Diagnosis: your function changes its input
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0
    for _ in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x += step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x
