"""Seeds PyTorch, to be repeatable: a step draws nothing, and whatever is drawn next starts over.

Diagnosis: draws its own noise, or seeds some
Points: 1
"""


def langevin_step(x, score_fn, step_size, noise):
    torch.manual_seed(0)
    return x + step_size / 2 * score_fn(x) + math.sqrt(step_size) * noise
