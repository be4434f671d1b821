"""Returns the average of all states, where the last state is asked for.

Diagnosis: this is the average of the states on the way
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    total = torch.zeros_like(x)
    for _ in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
        total = total + x
    return total / n_steps
