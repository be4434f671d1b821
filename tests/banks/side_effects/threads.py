"""Right, by four threads."""

from concurrent.futures import ThreadPoolExecutor


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda p: -(p - mu) / sigma**2, x.reshape(-1)))
    return torch.stack(rows).reshape(x.shape)
