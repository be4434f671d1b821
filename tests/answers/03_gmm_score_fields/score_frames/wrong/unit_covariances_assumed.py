"""Ignores `covs` and takes round hills of σ = 1, as in the notebook's film.

Diagnosis: the covariances do not act
"""


def score_frames(grid, weights, means_path, covs):
    K, d = means_path.shape[1:]
    round_ones = torch.eye(d).to(grid).expand(K, d, d)
    return torch.stack([scores.score_gmm(grid, weights, m, round_ones) for m in means_path])
