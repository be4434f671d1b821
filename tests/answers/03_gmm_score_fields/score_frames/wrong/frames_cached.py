"""Keeps frames by the sum of their means, to save time; different moments can have the same sum.

Diagnosis: the sum of the means in common
"""


def score_frames(grid, weights, means_path, covs):
    known, frames = {}, []
    for means in means_path:
        key = round(means.sum().item(), 3)
        if key not in known:
            known[key] = scores.score_gmm(grid, weights, means, covs)
        frames.append(known[key])
    return torch.stack(frames)
