"""Calls the function score_gmm of Exercise 3.3 by keyword-free arguments."""


def compute_score_uniform_mixture(x, centers, radius=1.0):
    n_centers = len(centers)
    means = torch.stack([c.to(x) for c in centers], dim=0)
    weights = x.new_full((n_centers,), 1.0 / n_centers)
    covs = (float(radius) ** 2 * torch.eye(x.size(1)).to(x)).repeat(n_centers, 1, 1)
    return score_gmm(x, weights, means, covs)
