"""Writes out two coordinates by hand: right in the plane, an error on a line, and in space the third coordinate is
forgotten.

Diagnosis: right in the plane; for d = 1: your code stopped
Points: 1
"""


def mixture_log_prob(x, weights, means, covs):
    dx = x[:, 0, None] - means[:, 0]
    dy = x[:, 1, None] - means[:, 1]
    vx, vy = covs[:, 0], covs[:, 1]
    log_n = -0.5 * (dx**2 / vx + dy**2 / vy) - 0.5 * torch.log(vx * vy) - math.log(2 * math.pi)
    return torch.logsumexp(weights.log() + log_n, dim=1)
