"""Draws noise for half of the walkers and gives the others the same with a minus: not a number of its own for each.

Diagnosis: the same noise with opposite signs
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    n, d = x.shape
    for _ in range(n_steps):
        z = torch.randn((n + 1) // 2, d, generator=generator, dtype=x.dtype, device=x.device)
        z = torch.cat([z, -z])[:n]
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x
