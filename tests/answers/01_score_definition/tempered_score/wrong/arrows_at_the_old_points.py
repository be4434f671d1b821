"""Returns numbers, the arrows at the notebook's x, where a new function is wanted.

Diagnosis: a function from x to scores is expected; this returned a Tensor
"""

import torch

x = torch.tensor([[1.5]])


def tempered_score(score_fn, temperature):
    return score_fn(x) / temperature
