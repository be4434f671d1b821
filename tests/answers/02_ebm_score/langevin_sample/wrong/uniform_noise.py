"""Draws the noise with torch.rand, uniform between 0 and 1, and so pushes all walkers the same way.

Diagnosis: torch.rand's numbers between 0 and 1 are not normal
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.rand(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x
