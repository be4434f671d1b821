"""Half of 1/b at the kink, by heaviside."""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    quarter = torch.tensor(0.25, dtype=x.dtype, device=x.device)
    return (1 - 2 * torch.heaviside(x.detach() - mu, quarter)) / b
