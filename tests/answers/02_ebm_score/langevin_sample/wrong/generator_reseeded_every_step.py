"""Sets the generator back before every step, so that every step gets the same noise.

Diagnosis: draw anew in every step, inside the loop, and seed nothing
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        if generator is None:
            torch.manual_seed(0)
        else:
            generator.manual_seed(0)
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x
