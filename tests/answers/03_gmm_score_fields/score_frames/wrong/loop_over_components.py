"""Loops over the components, the second axis of `means_path`, and takes them for moments.

Diagnosis: a field for each component
"""


def score_frames(grid, weights, means_path, covs):
    K = means_path.shape[1]
    frames = []
    for k in range(K):
        frames.append(scores.score_gmm(grid, weights, means_path[:K, k], covs))
    return torch.stack(frames)
