"""Draws the noise separately for every coordinate, and adds up under no_grad, in place, on a copy of its own."""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.detach().clone()
    for _ in range(n_steps):
        slope = score_fn(x.clone())
        with torch.no_grad():
            for j in range(x.shape[1]):
                z = torch.randn(len(x), generator=generator, dtype=x.dtype, device=x.device)
                x[:, j] += step_size / 2 * slope[:, j] + math.sqrt(step_size) * z
    return x
