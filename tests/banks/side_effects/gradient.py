"""Right, as the gradient of the logarithm."""

def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    log = lambda p: -((p - mu) ** 2 / (2 * sigma**2)).sum()
    return torch.func.grad(log)(x)
