"""Right, and displays its argument."""

def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    display(x)
    return -(x - mu) / sigma**2
