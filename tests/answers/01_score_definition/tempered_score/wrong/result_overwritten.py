"""Writes all results into one tensor, so that the next call changes the last one's.

Diagnosis: a new result is wanted for each x
"""

import torch


def tempered_score(score_fn, temperature):
    room = {}

    def tempered(x):
        s = score_fn(x).detach() / temperature
        return room.setdefault((s.shape, s.dtype), torch.empty_like(s)).copy_(s)

    return tempered
