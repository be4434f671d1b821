"""Takes the T·K means for one big mixture, and repeats its field T times."""


def score_frames(grid, weights, means_path, covs):
    T, K, d = means_path.shape
    means = means_path.reshape(T * K, d)
    field = scores.score_gmm(grid, weights.repeat(T) / T, means, covs.repeat(T, 1, 1))
    return field.expand(T, *grid.shape)
