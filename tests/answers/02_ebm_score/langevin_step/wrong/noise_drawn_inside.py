"""Draws noise of its own and ignores the noise that was given.

Diagnosis: your step draws its own noise
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    z = torch.randn_like(x)
    return x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
