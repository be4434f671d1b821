"""Clips the score to ±2000, as one clips gradients; far from narrow components it is longer.

Diagnosis: at |x| = 1000 in float32 where components tie.
Points: 2
"""


def score_gmm(x, weights, means, covs):
    r = x[:, None] - means
    y = torch.linalg.solve(covs, r[..., None])[..., 0]
    a = weights.log() - 0.5 * ((r * y).sum(-1) + covs.logdet())
    votes = a.softmax(-1)
    return -torch.einsum("nk,nkd->nd", votes, y).clamp(-2000, 2000)
