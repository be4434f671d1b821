"""Forgets that differentiating the square brings down a 2, which cancels the 2 in 2σ².

Diagnosis: half the score: the derivative of (x − μ)² brings a 2
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / (2 * sigma**2)
