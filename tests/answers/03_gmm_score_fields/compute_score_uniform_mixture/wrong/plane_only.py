"""Builds 2 × 2 covariances whatever the dimension: right in the plane only.

Diagnosis: right in the plane; in three dimensions: your code stopped
Points: 1
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    mu = torch.stack(list(centers)).to(x)
    K = len(mu)
    covs = torch.tensor([[radius**2, 0.0], [0.0, radius**2]], dtype=x.dtype, device=x.device)
    return scores.score_gmm(x, torch.full((K,), 1 / K).to(x), mu, covs.expand(K, 2, 2))
