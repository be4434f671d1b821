"""Draws from the generator for fifty steps, and then from the global stream.

Diagnosis: hand `generator` to every draw
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for k in range(n_steps):
        z = torch.randn(x.shape, generator=generator if k < 50 else None, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x
