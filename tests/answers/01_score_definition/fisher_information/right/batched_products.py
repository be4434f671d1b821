"""One product of a row with a column for each sample."""

import torch


def fisher_information(score_fn, samples):
    s = score_fn(samples).unsqueeze(1)
    return torch.bmm(s, s.mT).reshape(-1).mean()
