"""Hands single points, (d,), to a model that is a map from (n, d) to (n, d).

Diagnosis: model takes a batch (n, d)
"""

import torch


def tractable_score_matching_loss(model, data):
    jacobians = torch.stack([torch.func.jacrev(model)(point) for point in data])
    trace = jacobians.diagonal(dim1=1, dim2=2).sum(dim=1)
    return (trace + model(data).square().sum(dim=1) / 2).mean()
