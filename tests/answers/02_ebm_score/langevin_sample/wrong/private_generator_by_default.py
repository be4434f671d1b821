"""Has a private generator as the default argument, so that a call without one does not use the global stream.

Diagnosis: keep generator=None, and give that to torch.randn
Points: 1
"""

my_generator = torch.Generator().manual_seed(0)


def langevin_sample(score_fn, x0, step_size, n_steps, generator=my_generator):
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x
