"""Tosses a coin, +1 or -1, for every push: mean 0 and variance 1, but not normal.

Diagnosis: Coin flips are not normal
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        coin = torch.randint(0, 2, x.shape, generator=generator, device=x.device)
        z = (2 * coin - 1).to(x.dtype)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x
