"""Reads the rows from x.grad without clearing it in between, so that row j holds the sum of all rows up to j.

Diagnosis: x.grad collects all passes
"""

import warnings

warnings.filterwarnings("ignore", message="Using backward")


def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        scores[:, j].sum().backward(create_graph=True)
        trace = trace + x.grad[:, j]
    x.grad = None
    return trace
