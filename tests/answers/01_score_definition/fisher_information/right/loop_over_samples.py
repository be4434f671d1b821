"""A plain loop, in batches of one, with float64 inside."""

import torch


def fisher_information(score_fn, samples):
    total = torch.zeros((), dtype=torch.float64, device=samples.device)
    for i in range(len(samples)):
        arrow = score_fn(samples[i : i + 1])[0].detach().double()
        total += arrow @ arrow
    return (total / len(samples)).to(samples.dtype)
