"""Draws the noise once and only shuffles it among the walkers in later steps: not fresh.

Diagnosis: step 2 only shuffles the noise of step 1
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
    for _ in range(n_steps):
        order = torch.randperm(len(x), generator=generator, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z[order]
    return x
