"""Leaves the noise out of the last step, a habit from diffusion models.

Diagnosis: step 5 has 1.00 times the drift η/2 s(x), and noise of mean 0, variance 0
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for k in range(n_steps):
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        if k == n_steps - 1:
            z = torch.zeros_like(z)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x
