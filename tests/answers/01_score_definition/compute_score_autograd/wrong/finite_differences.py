"""Central differences: an approximation, where automatic differentiation was asked for.

Diagnosis: differences of its values
"""

import torch


def compute_score_autograd(x, log_prob_fn):
    h = 1e-3
    columns = []
    with torch.no_grad():
        for k in range(x.shape[1]):
            step = torch.zeros_like(x)
            step[:, k] = h
            columns.append((log_prob_fn(x + step) - log_prob_fn(x - step)) / (2 * h))
    return torch.stack(columns, dim=1)
