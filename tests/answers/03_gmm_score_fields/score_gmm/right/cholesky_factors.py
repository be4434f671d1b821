"""Cholesky factors for the squares, the determinants and the proposals."""


def score_gmm(x, weights, means, covs):
    L = torch.linalg.cholesky(covs)
    r = (x[:, None, :] - means).unsqueeze(-1)
    z = torch.linalg.solve_triangular(L, r, upper=False)
    y = torch.linalg.solve_triangular(L.mT, z, upper=True).squeeze(-1)
    half_log_det = L.diagonal(dim1=-2, dim2=-1).log().sum(-1)
    a = weights.log() - z.squeeze(-1).square().sum(-1) / 2 - half_log_det
    return -(torch.softmax(a, dim=-1).unsqueeze(-1) * y).sum(dim=1)
