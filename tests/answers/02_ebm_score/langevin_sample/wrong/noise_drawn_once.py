"""Draws the noise once, before the loop, and uses it again in every step: a constant wind.

Diagnosis: steps 1 and 2 get the same noise
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
    for _ in range(n_steps):
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x
