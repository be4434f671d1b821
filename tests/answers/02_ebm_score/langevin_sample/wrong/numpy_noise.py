"""Draws the noise with NumPy, which neither the generator nor PyTorch's global stream knows about.

Diagnosis: hand `generator` to every draw
Points: 1
"""

import numpy as np


def langevin_sample(score_fn, x0, step_size, n_steps, generator=None):
    x = x0.clone()
    for _ in range(n_steps):
        z = torch.as_tensor(np.random.randn(*x.shape), dtype=x.dtype, device=x.device)
        x = x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * z
    return x
