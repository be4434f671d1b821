"""Votes at a point that is clamped to the picture's window, ±5.

Diagnosis: x is clamped before the votes
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    middles = torch.stack(centers)
    squares = (x.clamp(-5, 5)[:, None] - middles).square().sum(-1)
    votes = (-squares / 2 / radius**2).softmax(-1)
    return (votes @ middles - x) / radius**2
