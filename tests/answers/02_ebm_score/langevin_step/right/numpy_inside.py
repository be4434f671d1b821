"""The arithmetic in NumPy, on copies, and back to a tensor like x."""

import numpy as np


def langevin_step(x, score_fn, step_size, noise):
    s = score_fn(x).detach().cpu().numpy()
    a = np.array(x.detach().cpu())
    z = noise.detach().cpu().numpy()
    new = a + step_size / 2 * s + math.sqrt(step_size) * z
    return torch.as_tensor(new, dtype=x.dtype, device=x.device)
