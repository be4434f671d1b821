"""Stacks time last and permutes; the result is not contiguous in memory."""


def score_frames(grid, weights, means_path, covs):
    parts = [scores.score_gmm(grid, weights, means, covs) for means in means_path.unbind(0)]
    return torch.stack(parts, dim=-1).permute(2, 0, 1)
