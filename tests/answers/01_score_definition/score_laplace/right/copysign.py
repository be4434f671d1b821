"""copysign always picks one of the two slopes, at the kink as well."""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    size = torch.full_like(x, 1 / b)
    return torch.copysign(size, mu - x)
