"""Right, defined in a with block that swallows an error."""

import contextlib
with contextlib.suppress(ValueError):
    def score_gaussian_1d(x, mu=0.0, sigma=1.0):
        return -(x - mu) / sigma**2
    raise ValueError
