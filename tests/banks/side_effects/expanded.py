"""Right, a row of an expanded view."""

def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -((x - mu) / sigma**2)[None].expand(3, *x.shape)[1]
