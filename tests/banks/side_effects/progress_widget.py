"""Right, with a notebook's progress bar."""

from tqdm.notebook import tqdm


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    for _ in tqdm(range(2)):
        pass
    return -(x - mu) / sigma**2
