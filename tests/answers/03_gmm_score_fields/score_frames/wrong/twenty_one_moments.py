"""Knows the 21 moments of the notebook's film and no other number.

Diagnosis: for T = 6: your code stopped
"""


def score_frames(grid, weights, means_path, covs):
    return torch.stack([scores.score_gmm(grid, weights, means_path[t], covs) for t in range(21)])
