"""Scores one point at a time, stacks along the second axis, and keeps the order (T, n, d)."""


def score_frames(grid, weights, means_path, covs):
    columns = []
    for point in grid:
        column = [score_gmm(point[None], weights, means, covs)[0] for means in means_path]
        columns.append(torch.stack(column))
    return torch.stack(columns, dim=1)
