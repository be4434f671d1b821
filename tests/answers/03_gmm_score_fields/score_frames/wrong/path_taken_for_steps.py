"""Takes `means_path` for displacements and adds them up from moment to moment; it holds positions.

Diagnosis: means_path holds places, not steps
"""


def score_frames(grid, weights, means_path, covs):
    frames, means = [], torch.zeros_like(means_path[0])
    for step in means_path:
        means = means + step
        frames.append(scores.score_gmm(grid, weights, means, covs))
    return torch.stack(frames)
