"""Uses the generator for the first step only; the noise of the later ones comes from the global stream.

Diagnosis: hand `generator` to every draw
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
    for _ in range(n_steps):
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
        z = torch.randn_like(x)
    return x
