"""Returns the changes from frame to frame after the first one, as video codecs do, and not the
fields.
"""


def score_frames(grid, weights, means_path, covs):
    frames = torch.stack([scores.score_gmm(grid, weights, m, covs) for m in means_path])
    return torch.cat([frames[:1], frames.diff(dim=0)])
