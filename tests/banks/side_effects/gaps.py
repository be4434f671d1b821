"""Right, a view with gaps."""

def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return torch.stack([-(x - mu) / sigma**2, x], -1)[..., 0]
