"""Adds up into a tensor of the default dtype: float64 samples give a float32 number.

Diagnosis: float64 came in, float32 came out
"""

import torch


def fisher_information(score_fn, samples):
    total = torch.zeros(())
    for row in score_fn(samples):
        total += (row**2).sum()
    return total / len(samples)
