"""Right, with Greek letters of both kinds."""

def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    µ, σ = mu, sigma
    return -(x - μ) / σ**2
