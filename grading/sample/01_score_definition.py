"""What the fourth student of the sample class hands in: every answer a mistake that
students make.
"""


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    return (x - mu) / sigma**2


def score_gaussian_nd(x, mu, cov):
    return -(x - mu) / cov.diagonal()


def compute_score_autograd(x, log_prob_fn):
    x = x.clone().requires_grad_()
    log_prob_fn(x).mean().backward()
    return x.grad


def score_laplace(x, mu=0.0, b=1.0):
    return -(x - mu) / b**2


def mean_score(score_fn, samples):
    s = score_fn(samples)
    return s.mean(), s.std()


def fisher_information(score_fn, samples):
    return score_fn(samples).square().mean()


def tempered_score(score_fn, temperature):
    return lambda x: score_fn(x) * temperature
