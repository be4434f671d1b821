"""Unpacks exactly three centres: an error for any other number.

Diagnosis: right for three centres; for five: your code stopped
Points: 1
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    a, b, c = centers
    mu = torch.stack([a, b, c]).to(x)
    covs = radius**2 * torch.eye(x.shape[1]).to(x).expand(3, -1, -1)
    return scores.score_gmm(x, torch.full((3,), 1 / 3).to(x), mu, covs)
