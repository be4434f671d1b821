"""Autograd of the summed log-density of all moments with respect to a copy of the grid per moment."""


def score_frames(grid, weights, means_path, covs):
    with torch.enable_grad():
        x = grid.detach().double().expand(len(means_path), *grid.shape).clone().requires_grad_()
        r = x[:, :, None] - means_path.detach().double()[:, None]
        L = torch.linalg.cholesky(covs.detach().double())
        z = torch.linalg.solve_triangular(L, r[..., None], upper=False)[..., 0]
        log_det = L.diagonal(dim1=1, dim2=2).log().sum(-1)
        a = weights.detach().double().log() - z.square().sum(-1) / 2 - log_det
        a.logsumexp(-1).sum().backward()
    return x.grad.to(grid.dtype)
