"""Clips the score at 1000, which no ordinary place shows, but a steep one does.

Diagnosis: the score is clipped
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    s = score_fn(x).clamp(-1000, 1000)
    return x + step_size / 2 * s + math.sqrt(step_size) * noise
