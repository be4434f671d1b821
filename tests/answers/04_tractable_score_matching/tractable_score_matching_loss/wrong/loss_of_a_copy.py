"""Computes the loss of a deep copy, to leave the model alone: the gradient reaches the copy's weights.

Diagnosis: it is zero: no copy of the model
Points: 2
"""

import copy


def tractable_score_matching_loss(model, data):
    twin = copy.deepcopy(model)
    x = data.clone().requires_grad_()
    s = twin(x)
    return (jacobian_trace(s, x) + 0.5 * s.square().sum(1)).mean()
