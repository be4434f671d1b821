"""Uses the convention x + ε s + √(2ε) z of other books, whose ε is half of this course's η.

Diagnosis: another convention
"""


def langevin_step(x, score_fn, step_size, noise):
    drift = step_size * score_fn(x)
    diffusion = math.sqrt(2 * step_size) * noise
    return x + drift + diffusion
