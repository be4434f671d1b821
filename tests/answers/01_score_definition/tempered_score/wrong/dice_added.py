"""Shakes the arrows as Langevin dynamics does: a score holds no chance.

Diagnosis: called again with the same input, it gives another result
"""

import torch


def tempered_score(score_fn, temperature):
    def hot(x):
        return score_fn(x) / temperature + (2 * temperature) ** 0.5 * torch.randn_like(x)

    return hot
