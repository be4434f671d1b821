"""Calls sampling.langevin_step, and draws with torch.normal."""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0
    mean = torch.zeros_like(x0)
    for _ in range(n_steps):
        x = sampling.langevin_step(x, score_fn, step_size, torch.normal(mean, 1.0, generator=generator))
    return x
