"""Right, a class."""

class score_gaussian_1d:
    def __new__(cls, x, mu=0.0, sigma=1.0):
        return -(x - mu) / sigma**2
