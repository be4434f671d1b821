"""The loop starts at 1: the first frame of the film stays zero.

Diagnosis: the first frame is all zeros
"""


def score_frames(grid, weights, means_path, covs):
    T = means_path.shape[0]
    frames = torch.zeros(T, *grid.shape, dtype=grid.dtype, device=grid.device)
    for t in range(1, T):
        frames[t] = scores.score_gmm(grid, weights, means_path[t], covs)
    return frames
