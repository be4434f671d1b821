"""Right, with a graph."""

def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    w = torch.ones((), dtype=x.dtype, requires_grad=True)
    return -w * (x - mu) / sigma**2
