"""Centres the caller's `means_path` in place and shifts the grid to make up for it: the frames are right, the input
is not what it was.

Diagnosis: your function changes its input
"""


def score_frames(grid, weights, means_path, covs):
    frames = []
    for means in means_path:
        middle = means.mean(0).clone()
        means -= middle
        frames.append(scores.score_gmm(grid - middle, weights, means, covs))
    return torch.stack(frames)
