"""Appends one buffer that is overwritten at each moment, so all frames show the last one.

Diagnosis: every frame shows the last moment
"""


def score_frames(grid, weights, means_path, covs):
    frames, field = [], torch.zeros_like(grid)
    for means in means_path:
        field.copy_(scores.score_gmm(grid, weights, means, covs))
        frames.append(field)
    return torch.stack(frames)
