"""Averages minus the divergence of the score: the same in expectation, but not on these samples.

Diagnosis: minus the mean of ∇·s
"""

import torch


def fisher_information(score_fn, samples):
    x = samples.detach().clone().requires_grad_()
    s = score_fn(x)
    divergence = 0
    for k in range(x.shape[1]):
        divergence = divergence + torch.autograd.grad(s[:, k].sum(), x, retain_graph=True)[0][:, k]
    return -divergence.mean()
