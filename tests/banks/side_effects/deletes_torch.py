"""Right, in a cell that deletes torch."""

def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / torch.as_tensor(sigma).to(x) ** 2


del torch, math
