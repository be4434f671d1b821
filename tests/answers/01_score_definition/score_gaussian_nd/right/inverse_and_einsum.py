"""Forms the inverse after all, and writes the product with einsum."""

import torch


def score_gaussian_nd(x, mu, cov):
    precision = torch.linalg.inv(cov)
    return torch.einsum("ij,nj->ni", precision, mu - x)
