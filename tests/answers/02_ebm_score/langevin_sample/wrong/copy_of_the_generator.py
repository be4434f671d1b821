"""Draws from a copy of the generator, which itself does not move on: a second walk with it repeats the first.

Diagnosis: draw from it, not from a copy or its seed
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    if generator is not None:
        copy = torch.Generator(device=generator.device)
        copy.set_state(generator.get_state())
        generator = copy
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x
