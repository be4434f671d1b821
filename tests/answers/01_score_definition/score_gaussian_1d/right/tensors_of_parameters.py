"""Makes tensors of mu and sigma, of the dtype and on the device of x."""

import torch


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    mu = torch.as_tensor(mu, dtype=x.dtype, device=x.device)
    sigma = torch.as_tensor(sigma, dtype=x.dtype, device=x.device)
    return -torch.div(torch.sub(x, mu), torch.square(sigma))
