"""Very fine differences in float64, which are exact near μ and drown far away.

Diagnosis: or differences drown
"""


def score_laplace(x, mu=0.0, b=1.0):
    h, y = 1e-9, x.double()
    return (((y - h - mu).abs() - (y + h - mu).abs()) / (2 * h * b)).to(x.dtype)
