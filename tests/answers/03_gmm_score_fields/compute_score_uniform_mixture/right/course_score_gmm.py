"""Calls the course's scores.score_gmm, as the exercise allows."""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    mu = torch.stack(centers).to(x)
    K, d = mu.shape
    weights = torch.ones(K, dtype=x.dtype, device=x.device) / K
    covs = torch.diag_embed(torch.full((K, d), radius**2, dtype=x.dtype, device=x.device))
    return scores.score_gmm(x, weights, mu, covs)
