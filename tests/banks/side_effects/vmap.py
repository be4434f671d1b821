"""Right, by vmap."""

def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    one = lambda p: -(p - mu) / sigma**2
    return torch.func.vmap(one)(x) if x.ndim else one(x)
