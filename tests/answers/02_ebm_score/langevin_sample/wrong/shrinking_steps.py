"""Shrinks the step as the walk goes on, like a learning rate; step_size holds for every step.

Diagnosis: your steps change on the way
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for k in range(n_steps):
        eta = step_size / (1 + k)
        z = torch.randn(x.shape, generator=generator, dtype=x.dtype, device=x.device)
        x = x + eta / 2 * score_fn(x) + math.sqrt(eta) * z
    return x
