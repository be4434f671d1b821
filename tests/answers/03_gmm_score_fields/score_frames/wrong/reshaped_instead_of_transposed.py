"""Has the axes in the order (n, T, d) and brings them to (T, n, d) by reshape, which scrambles points and moments; a
transposition was needed.

Diagnosis: points and moments are mixed up
"""


def score_frames(grid, weights, means_path, covs):
    T, (n, d) = len(means_path), grid.shape
    frames = torch.stack([scores.score_gmm(grid, weights, m, covs) for m in means_path], dim=1)
    return frames.reshape(T, n, d)
