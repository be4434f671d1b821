"""Calls the langevin_step of Exercise 2.3, in a while loop that counts down."""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x, left = x0.clone(), n_steps
    while left > 0:
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = langevin_step(x, score_fn, step_size, z)
        left -= 1
    return x
