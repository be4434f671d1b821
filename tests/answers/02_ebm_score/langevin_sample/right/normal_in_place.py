"""Fills one buffer of its own with fresh normal numbers in every step."""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.detach().clone()
    noise = torch.empty_like(x)
    for _ in range(n_steps):
        noise.normal_(generator=generator)
        x = x + step_size / 2 * score_fn(x) + step_size**0.5 * noise
    return x
