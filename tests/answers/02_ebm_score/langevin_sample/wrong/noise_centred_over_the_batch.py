"""Subtracts the mean of the noise over the walkers, which ties them together; a single walker is never pushed at all.

Diagnosis: the noise adds up to zero over the walkers
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        z = z - z.mean(dim=0)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x
