"""An object with __call__ instead of a function."""


class GaussianScore:
    def __call__(self, x, mu=0.0, sigma=1.0):
        precision = 1 / sigma**2
        return precision * (mu - x)


score_gaussian_1d = GaussianScore()
