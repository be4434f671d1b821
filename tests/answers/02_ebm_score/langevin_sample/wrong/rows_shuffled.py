"""Shuffles the walkers at the end, so that nobody ends in the row where it began.

Diagnosis: your walkers change places
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x[torch.randperm(len(x), generator=generator, device=x.device)]
