"""Saves memory by turning the score's own tensor into the step; whoever keeps that tensor finds it changed.

Diagnosis: you write into the tensor that score_fn returns
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    s = score_fn(x)
    s *= step_size / 2
    s += x + math.sqrt(step_size) * noise
    return s
