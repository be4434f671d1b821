"""Clips the score to at most 10 per coordinate, against explosions: on steep slopes the drift is too short.

Diagnosis: the score is clipped
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    s = score_fn(x).clamp(-10, 10)
    return x + step_size / 2 * s + math.sqrt(step_size) * noise
