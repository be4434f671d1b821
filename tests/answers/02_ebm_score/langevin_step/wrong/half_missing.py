"""Takes η times the score as the drift, where it is η/2 times the score.

Diagnosis: the ½ is missing
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    return x + step_size * score_fn(x) + math.sqrt(step_size) * noise
