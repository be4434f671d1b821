"""Updates mean and squares point by point, after Welford, in float64."""

import torch


def mean_score(score_fn, samples):
    mean = torch.zeros(samples.shape[1], dtype=torch.float64, device=samples.device)
    squares = torch.zeros_like(mean)
    count = 0
    for row in score_fn(samples).detach().double():
        count += 1
        delta = row - mean
        mean = mean + delta / count
        squares = squares + delta * (row - mean)
    error = (squares / (count - 1) / count).sqrt()
    return mean.to(samples.dtype), error.to(samples.dtype)
