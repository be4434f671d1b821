"""Right, by two processes."""

import multiprocessing


def work(values):
    return [-v for v in values]


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    with multiprocessing.get_context('fork').Pool(2) as pool:
        (values,) = pool.map(work, [(x - mu).reshape(-1).tolist()])
    return torch.tensor(values, dtype=x.dtype).reshape(x.shape) / sigma**2
