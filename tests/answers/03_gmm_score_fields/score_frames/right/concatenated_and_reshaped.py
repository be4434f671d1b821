"""Concatenates the frames and gives time its axis afterwards."""


def score_frames(grid, weights, means_path, covs):
    frames = [scores.score_gmm(grid, weights, means_path[t], covs) for t in range(len(means_path))]
    return torch.cat(frames, dim=0).view(len(means_path), *grid.shape)
