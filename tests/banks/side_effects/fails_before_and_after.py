"""Right, between lines that fail."""

print(undefined_name)


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return -(x - mu) / sigma**2


assert score_gaussian_1d(torch.zeros(1)) == 17
