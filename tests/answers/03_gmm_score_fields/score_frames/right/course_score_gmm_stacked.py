"""The course's scores.score_gmm at each moment, stacked from a generator through a tuple."""


def score_frames(grid, weights, means_path, covs):
    return torch.stack(tuple(scores.score_gmm(grid, weights, m, covs) for m in means_path))
