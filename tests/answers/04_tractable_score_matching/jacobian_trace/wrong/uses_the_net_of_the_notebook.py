"""Ignores the scores and differentiates the notebook's own `net`, whatever field was handed in.

Diagnosis: another field at the same points gave the same trace
"""

import torch

from helpers.models import ScoreNet

net = ScoreNet()


def jacobian_trace(scores, x):
    jacobians = torch.func.vmap(torch.func.jacrev(net))(x)
    return jacobians.diagonal(dim1=1, dim2=2).sum(dim=1)
