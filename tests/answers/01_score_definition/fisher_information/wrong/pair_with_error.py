"""Returns a pair of the mean and its error; a single number is wanted.

Diagnosis: a float or a scalar tensor is expected; this returned a tuple
"""


def fisher_information(score_fn, samples):
    squares = (score_fn(samples) ** 2).sum(dim=1)
    return squares.mean(), squares.std() / len(squares) ** 0.5
