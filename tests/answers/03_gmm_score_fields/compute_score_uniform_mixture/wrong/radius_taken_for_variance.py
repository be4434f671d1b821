"""Uses `radius` as the variance; it is the standard deviation, so the variance is radius².

Diagnosis: radius is the standard deviation
"""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    mu = torch.stack(list(centers)).to(x)
    K, d = mu.shape
    covs = radius * torch.eye(d).to(x).expand(K, d, d)
    return scores.score_gmm(x, torch.full((K,), 1 / K).to(x), mu, covs)
