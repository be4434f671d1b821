"""Returns a Python list of T fields and not one tensor.

Diagnosis: a list of fields
"""


def score_frames(grid, weights, means_path, covs):
    return [scores.score_gmm(grid, weights, means, covs) for means in means_path]
