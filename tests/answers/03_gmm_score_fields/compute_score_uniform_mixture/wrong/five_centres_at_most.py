"""Stops after the fifth centre.

Diagnosis: some centres are left out
Points: 1
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    middles = torch.stack(centers[:5])
    votes = (-(x[:, None] - middles).square().sum(-1) / 2 / radius**2).softmax(-1)
    return (votes @ middles - x) / radius**2
