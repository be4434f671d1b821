"""Adds 0.001 against 0/0 and so bends the slope: close to the kink it is far too small.

Diagnosis: nothing may be added to |x − μ|
"""


def score_laplace(x, mu=0.0, b=1.0):
    v = x - mu
    return -v / (v.abs() + 1e-3) / b
