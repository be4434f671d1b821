"""The return stands inside the loop, so only the first frame comes back.

Diagnosis: does the `return` stand inside the loop
"""


def score_frames(grid, weights, means_path, covs):
    frames = []
    for means in means_path:
        frames.append(scores.score_gmm(grid, weights, means, covs))
        return torch.stack(frames)
