"""Makes normal numbers out of uniform ones by the method of Box and Muller."""


def normal(x, generator):
    u, v = torch.rand(2, *x.shape, generator=generator, dtype=torch.float64, device=x.device)
    return ((-2 * torch.log(1 - u)).sqrt() * torch.cos(2 * math.pi * v)).to(x.dtype)


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        x = x + step_size / 2 * score_fn(x) + step_size**0.5 * normal(x, generator)
    return x
