"""Differentiates log p by a forward difference in float64: right to about a step, and the formula is exact.

Diagnosis: is something added, clamped or approximated?
"""


def score_gmm(x, weights, means, covs):
    def log_p(z):
        r = z[:, None] - means.double()
        y = torch.linalg.solve(covs.double(), r[..., None])[..., 0]
        return (weights.double().log() - 0.5 * ((r * y).sum(-1) + covs.double().logdet())).logsumexp(-1)

    z, h = x.double(), 1e-4
    steps = h * torch.eye(x.shape[1], dtype=z.dtype)
    return torch.stack([(log_p(z + step) - log_p(z)) / h for step in steps], -1).to(x.dtype)
