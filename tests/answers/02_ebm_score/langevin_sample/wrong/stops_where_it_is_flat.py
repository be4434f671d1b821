"""Stops as soon as the score is nearly zero, like an optimiser; a walker at the bottom is never pushed.

Diagnosis: where the score is zero your walkers stand still
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        s = score_fn(x)
        if s.abs().max() < 1e-3:
            break
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * s + math.sqrt(step_size) * z
    return x
