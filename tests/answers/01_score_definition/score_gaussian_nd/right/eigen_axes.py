"""Turns into the axes of the ellipse, divides by the variances there, and turns back."""

import torch


def score_gaussian_nd(x, mu, cov):
    variances, axes = torch.linalg.eigh(cov)
    along = (x - mu) @ axes
    return -(along / variances) @ axes.T
