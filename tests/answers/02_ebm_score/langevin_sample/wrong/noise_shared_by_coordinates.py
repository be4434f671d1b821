"""Draws one number per walker, (n, 1), for all its coordinates: the pushes go along the diagonal only.

Diagnosis: the coordinates of a point share their noise
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.randn(len(x), 1, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x
