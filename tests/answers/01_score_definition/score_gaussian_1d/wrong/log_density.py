"""Returns the logarithm of the density, not its slope.

Diagnosis: this is log p; now differentiate it
"""

import math


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    log_p = -((x - mu) ** 2) / (2 * sigma**2) - 0.5 * math.log(2 * math.pi * sigma**2)
    return log_p
