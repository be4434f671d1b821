"""Switches gradients off around the whole walk: a score that is computed by autograd, as in Exercise 2.1, then fails.

Diagnosis: you call score_fn with gradients switched off
Points: 1
"""


@torch.no_grad()
def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x
