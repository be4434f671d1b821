"""Wipes out the model's gradients, as a training loop does; whoever adds them up over several batches loses them.

Diagnosis: zero_grad() wipes it out
Points: 2
"""

import torch


def tractable_score_matching_loss(model, data):
    if isinstance(model, torch.nn.Module):
        model.zero_grad()
    x = data.clone().requires_grad_()
    s = model(x)
    return (jacobian_trace(s, x) + 0.5 * s.square().sum(1)).mean()
