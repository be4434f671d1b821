"""Pulls like a spring, harder the further out; a Laplace density pulls the same everywhere.

Diagnosis: this is still a line
"""


def score_laplace(x, mu=0.0, b=1.0):
    return -(x - mu) / b
