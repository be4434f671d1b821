"""Mixes the noise of each step with that of the step before: every push alone is normal, but it is not fresh.

Diagnosis: depends on that of the step before
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
    for _ in range(n_steps):
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
        new = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        z = 0.6 * z + 0.8 * new
    return x
