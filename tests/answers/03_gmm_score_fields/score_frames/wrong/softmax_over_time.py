"""Computes all moments at once, and takes the softmax over the moments and not over the
components.
"""


def score_frames(grid, weights, means_path, covs):
    P = torch.linalg.inv(covs)
    r = grid[:, None] - means_path[:, None]  # (T, n, K, d)
    a = weights.log() - 0.5 * (torch.einsum("tnki,kij,tnkj->tnk", r, P, r) + torch.logdet(covs))
    votes = torch.softmax(a, dim=0)
    return -torch.einsum("tnk,kij,tnkj->tni", votes, P, r)
