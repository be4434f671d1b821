"""Right, defined while an error is handled."""

try:
    from scipy_of_my_own import nothing
except ImportError:
    def score_gaussian_1d(x, mu=0.0, sigma=1.0):
        return -(x - mu) / sigma**2
