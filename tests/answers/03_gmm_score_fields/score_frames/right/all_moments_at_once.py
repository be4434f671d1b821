"""No loop: one einsum over moments, points and components, with softmax over the components."""


def score_frames(grid, weights, means_path, covs):
    P = torch.linalg.inv(covs)
    r = grid[None, :, None] - means_path[:, None]  # (T, n, K, d)
    y = torch.einsum("kij,tnkj->tnki", P, r)
    a = weights.log() - (r * y).sum(-1) / 2 - torch.logdet(covs) / 2
    return -(a.softmax(-1).unsqueeze(-1) * y).sum(-2)
