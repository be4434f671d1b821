"""Goes through the points one by one, in batches of one."""

import torch


def tempered_score(score_fn, temperature):
    def hot(x):
        rows = [score_fn(x[i : i + 1]) / temperature for i in range(len(x))]
        return torch.cat(rows, dim=0)

    return hot
