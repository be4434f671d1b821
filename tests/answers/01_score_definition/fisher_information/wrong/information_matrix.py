"""Returns the Fisher matrix (d, d); the number wanted here is its trace.

Diagnosis: what is wanted is its trace
"""


def fisher_information(score_fn, samples):
    s = score_fn(samples)
    return s.T @ s / len(samples)
