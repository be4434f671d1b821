"""Asks for the score at the last state too, and half-way through every step, and makes no use of it."""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    s = score_fn(x)
    lengths = [s.norm(dim=1).mean().item()]
    for _ in range(n_steps):
        x = x + step_size / 2 * s
        lengths.append(score_fn(x).norm(dim=1).mean().item())
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + math.sqrt(step_size) * z
        s = score_fn(x)
    return x
