"""Draws three kinds of noise and uses them in turn.

Diagnosis: steps 1 and 4 get the same noise
Points: 1
"""


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    pool = torch.randn((3, *x.shape), generator=generator, dtype=x.dtype, device=x.device)
    for k in range(n_steps):
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * pool[k % 3]
    return x
