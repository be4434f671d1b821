"""Lets the helpers do the work.

Diagnosis: the helpers' own
"""

import torch

from helpers import scores


def responsibilities(x, weights, means, covs):
    return torch.func.vmap(lambda v: scores.responsibilities(v[None], weights, means, covs)[0])(x)
