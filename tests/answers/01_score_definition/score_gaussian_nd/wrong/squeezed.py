"""squeeze() drops axes of length one: a single point comes back as (d,), a line as (n,).

Diagnosis: An axis of length one is lost
"""

import torch


def score_gaussian_nd(x, mu, cov):
    v = (x - mu).unsqueeze(-1)
    return -(torch.linalg.inv(cov) @ v).squeeze()
