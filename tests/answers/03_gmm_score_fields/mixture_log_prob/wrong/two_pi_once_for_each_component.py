"""Counts ½ log 2π once for each component; it is d that belongs there.

Diagnosis: once for each coordinate, not for each component
"""


def mixture_log_prob(x, weights, means, covs):
    squares = ((x[:, None] - means) ** 2 / covs).sum(-1)
    constant = len(weights) * math.log(2 * math.pi)
    return (weights.log() - 0.5 * (squares + covs.log().sum(-1) + constant)).logsumexp(-1)
