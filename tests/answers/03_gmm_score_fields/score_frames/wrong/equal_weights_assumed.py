"""Ignores `weights` and gives each component the same.

Diagnosis: the weights do not act
"""


def score_frames(grid, weights, means_path, covs):
    equal = torch.full_like(weights, 1 / len(weights))
    return torch.stack([scores.score_gmm(grid, equal, means, covs) for means in means_path])
