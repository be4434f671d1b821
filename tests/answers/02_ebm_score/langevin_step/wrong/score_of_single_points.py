"""Asks for the score point by point, with vectors (d,), which a score function of batches (n, d) need not take.

Diagnosis: score_fn takes a batch (n, d)
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    s = torch.stack([score_fn(point) for point in x])
    return x + step_size / 2 * s + math.sqrt(step_size) * noise
