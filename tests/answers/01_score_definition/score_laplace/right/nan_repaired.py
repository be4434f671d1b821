"""Divides 0 by 0 at the kink, and repairs it afterwards."""

import torch


def score_laplace(x, mu=0.0, b=1.0):
    v = x - mu
    s = -v / v.abs() / b
    return torch.where(v == 0, torch.zeros_like(s), s)
