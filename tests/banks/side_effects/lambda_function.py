"""Right, a lambda under a condition."""

if True:
    score_gaussian_1d = lambda x, mu=0.0, sigma=1.0: -(x - mu) / sigma**2
