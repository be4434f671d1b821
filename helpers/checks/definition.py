"""The checks of notebook 1."""

import math

import torch

from helpers.checks.common import CheckFailed, a_what, call, check, compare, keeps_defaults
from helpers.distributions import GaussianMixture, Laplace

UPHILL = "right length, wrong way: your arrows point away from the mode. Mind the minus sign of the exponent."


def _points(*shape, seed=1, dtype=torch.float32):
    return 2 * torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


@check("1.1", "a line through μ with slope −1/σ², in any shape and dtype.")
def check_score_gaussian_1d(answer):
    """−(x − μ)/σ², element by element."""
    for shape, dtype in (((9,), torch.float32), ((6, 1), torch.float64), ((2, 3), torch.float32)):
        for mu, sigma in ((0.5, 1.5), (-1.0, 0.4)):
            x = _points(*shape, dtype=dtype)
            z = (x - mu) / sigma
            p = torch.exp(-(z**2) / 2) / (sigma * math.sqrt(2 * math.pi))
            mistakes = {
                UPHILL: z / sigma,
                "divided by σ: the score divides by the variance σ².": -z,
                "divided by σ³: the score divides by the variance σ².": -z / sigma**2,
                "σ does not act: the slope of the line is −1/σ².": -(x - mu),
                "μ does not act: the score is zero at x = μ, not at x = 0.": -x / sigma**2,
                "the sign of μ: the distance is x − μ.": -(x + mu) / sigma**2,
                "twice the score: the ½ of the exponent cancels the 2 of the derivative.": -2 * z / sigma,
                "half the score: the derivative of (x − μ)² brings a 2.": -z / sigma / 2,
                "this is p itself; the score is the derivative of log p.": p,
                "this is log p; now differentiate it.": p.log(),
                "this is the derivative of p; the score is the derivative of log p, ∇p/p.": -z / sigma * p,
            }
            compare(call(answer, x, mu, sigma), -z / sigma, mistakes, at=x)
    x = _points(5)
    keeps_defaults(answer, x, "mu=0.0, sigma=1.0")
    compare(call(answer, x), -x, {"without μ and σ the standard Gaussian is meant: μ = 0, σ = 1.": -(x - 0.5)}, at=x)


@check("1.2", "−Σ⁻¹(x − μ): correlations turn the arrows away from the mean.")
def check_score_gaussian_nd(answer):
    """−Σ⁻¹(x − μ) for a full covariance, in several dimensions."""
    for n, d, dtype in ((7, 2, torch.float32), (3, 3, torch.float64), (1, 4, torch.float32)):
        x, mu = _points(n, d, dtype=dtype), _points(d, seed=2, dtype=dtype)
        root = torch.eye(d, dtype=dtype) + 0.4 * _points(d, d, seed=3, dtype=dtype).tril(-1)
        cov = 1.7 * root @ root.mT
        r, precision = x - mu, torch.linalg.inv(cov)
        mistakes = {
            UPHILL: r @ precision,
            "Σ where Σ⁻¹ belongs: a wide direction pulls weakly.": -r @ cov,
            "only the diagonal of Σ acts: the correlations are lost. Solve with the whole matrix.": -r / cov.diagonal(),
            "μ does not act: the score is zero at x = μ.": -x @ precision,
            "Σ does not act: this is the score for Σ = I.": -r,
            "each entry of Σ is inverted by itself; the inverse of a matrix is needed.": -r @ (1 / cov),
            "half way: L⁻¹(x − μ) with Σ = LLᵀ still needs L⁻ᵀ.": -r @ torch.linalg.inv(root).mT / math.sqrt(1.7),
            "twice the score: the ½ of the exponent cancels the 2 of the derivative.": -2 * r @ precision,
        }
        compare(call(answer, x, mu, cov), -r @ precision, mistakes, at=x)


@check("1.3", "the gradient of any log-density, point by point, and x as you found it.")
def check_compute_score_autograd(answer):
    """∇ₓ log p(x) of densities that the answer cannot know, one of them with a trainable parameter."""
    mixture = GaussianMixture([0.3, 0.7], [[1.0, 0.0, 0.5], [-1.0, 0.5, 0.0]], [[0.5, 1.0, 2.0], [1.0, 0.6, 0.8]])
    x = _points(6, 3)
    truth = mixture.score(x)
    p = mixture.log_prob(x).exp()[:, None]
    mistakes = {
        "minus the score: log_prob_fn brings its own sign, so hand over its gradient as it is.": -truth,
        "off by a factor n: differentiate the sum over the batch, not the mean.": truth / len(x),
        "this is ∇p; hand log_prob_fn's result to autograd as it is, without exp.": p * truth,
    }
    compare(call(answer, x, mixture.log_prob), truth, mistakes, at=x)
    x = _points(4, 1, dtype=torch.float64)
    compare(call(answer, x, Laplace(0.3, 2.0).log_prob), Laplace(0.3, 2.0).score(x), at=x)
    rate = torch.nn.Parameter(torch.tensor(1.5))
    x = _points(5, 2)
    compare(call(answer, x, lambda y: -rate * y.square().sum(-1)), -2 * rate.detach() * x, at=x)
    if rate.grad is not None:
        raise CheckFailed(
            "the parameters of log_prob_fn now carry a .grad: .backward() writes into everything it meets. "
            "torch.autograd.grad(output, x) returns the one gradient you want."
        )


@check("1.4", "a pull of constant strength 1/b, however far away.")
def check_score_laplace(answer):
    """−sign(x − μ)/b; at the kink any number between −1/b and 1/b, not NaN."""
    for shape, dtype, mu, b in (((8,), torch.float32, 0.5, 1.5), ((5, 1), torch.float64, -1.0, 0.4)):
        x = _points(*shape, dtype=dtype)
        s = -torch.sign(x - mu) / b
        mistakes = {
            UPHILL: -s,
            "b does not act: the strength of the pull is 1/b.": s * b,
            "1/b² is the Gaussian's habit; here the exponent is |x − μ|/b, its slope ±1/b.": s / b,
            "the strength is 1/b, not b.": s * b**2,
            "twice too weak: the 2 of 1/2b belongs to the normaliser, which the gradient forgets.": s / 2,
            "this is still a line: the derivative of |x − μ| is sign(x − μ).": -(x - mu) / b,
            "this is a Gaussian's score; the derivative of |x − μ| is sign(x − μ).": -(x - mu) / b**2,
            "μ does not act: the sign changes at x = μ.": -torch.sign(x) / b,
        }
        compare(call(answer, x, mu, b), s, mistakes, at=x)
        kink = call(answer, torch.full_like(x, mu), mu, b)
        if not kink.isfinite().all():
            raise CheckFailed("NaN or infinity at the kink x = μ: (x − μ)/|x − μ| is 0/0 there. torch.sign(0) is 0.")
        if (kink.abs() > 1 / b + 1e-5).any():
            raise CheckFailed(f"at the kink x = μ the result must lie between −1/b and 1/b; it is {kink.max():.3g}.")
    x = _points(5)
    keeps_defaults(answer, x, "mu=0.0, b=1.0")
    compare(call(answer, x), -torch.sign(x), at=x)


@check("1.5", "a mean, and how far to trust it.")
def check_mean_score(answer):
    """The mean of s over the samples and its standard error, both (d,)."""
    for n, d, dtype in ((40, 3, torch.float32), (50, 1, torch.float64)):
        samples = _points(n, d, dtype=dtype)
        for score_fn in (_sharp, _by_autograd(_sharp_log_prob)):
            pair = call(lambda x, score_fn=score_fn: answer(score_fn, x), samples)
            if not isinstance(pair, tuple | list) or len(pair) != 2:
                raise CheckFailed(f"two results are expected, mean and standard error; this returned {a_what(pair)}.")
            s = _sharp(samples)
            mean, error = s.mean(0), s.std(0) / math.sqrt(n)
            mean_mistakes = {
                "the sum where the mean belongs: divide by n.": s.sum(0),
                "the mean of the samples; the score of each sample comes first.": samples.mean(0),
                "the two results are swapped: the mean comes first.": error,
            }
            compare(pair[0], mean, mean_mistakes, of="the mean: ")
            biased = error * math.sqrt((n - 1) / n)  # n instead of n − 1 in the variance: as right
            deviation = "the standard deviation of one score; that of a mean of n is √n times smaller."
            error_mistakes = {
                deviation: s.std(0),
                f"{deviation} ": s.std(0, correction=0),
                "divided by n where √n belongs: deviations of a mean shrink like 1/√n.": error / math.sqrt(n),
                "the variance over √n: take the square root of the variance first.": s.var(0) / math.sqrt(n),
                "this is the variance of the mean; take its square root.": error**2,
                "this is the variance of one score: divide by n and take the square root.": s.var(0),
                "the standard error of the samples; that of their scores is wanted.": samples.std(0) / math.sqrt(n),
            }
            compare(pair[1], error, error_mistakes, also=biased, of="the standard error: ")


@check("1.6", "the mean of ‖s‖²: sharp densities have much of it.")
def check_fisher_information(answer):
    """The mean over the samples of ‖s‖², a scalar."""
    for n, d, dtype in ((40, 3, torch.float32), (25, 2, torch.float64)):
        samples = _points(n, d, dtype=dtype)
        for score_fn in (_sharp, _by_autograd(_sharp_log_prob)):
            s = _sharp(samples)
            squared = s.square().sum(-1)
            mistakes = {
                "the sum where the mean belongs: divide by n.": squared.sum(),
                "off by a factor d: sum the squares over the coordinates, then take the mean over the points.": (
                    s.square().mean()
                ),
                "the mean length; the lengths must be squared before the mean is taken.": squared.sqrt().mean(),
                "the square of the mean length; square first, then take the mean.": squared.sqrt().mean() ** 2,
                "the squared length of the mean score; take the squared length of each score first.": (
                    s.mean(0).square().sum()
                ),
                "half of it: that ½ belongs to a loss.": squared.mean() / 2,
                "the mean of ‖x‖²; the scores of the samples are wanted.": samples.square().sum(-1).mean(),
            }
            result = call(lambda x, score_fn=score_fn: answer(score_fn, x), samples)
            result = samples.new_tensor(result) if isinstance(result, float) else result
            compare(result, squared.mean(), mistakes)


@check("1.7", "a new score function: the same directions, 1/T times as long.")
def check_tempered_score(answer):
    """A function x -> s(x)/T, for any score function."""
    cases = [
        (x, temperature, answer(score_fn, temperature))
        for temperature in (0.7, 3.0)
        for score_fn, x in (
            (_sharp, _points(6, 3)),
            (_by_autograd(_sharp_log_prob), _points(4, 2, dtype=torch.float64)),
        )
    ]  # all made before the first is used: none may forget its own temperature
    for x, temperature, tempered in cases:
        if not callable(tempered):
            raise CheckFailed(f"a function from x to scores is expected; this returned {a_what(tempered)}.")
        s = _sharp(x)
        mistakes = {
            "T does not act: the result should be s(x)/T.": s,
            "multiplied by T: a hot density is flat, its score small. Divide.": s * temperature,
            "divided by √T; the score of p^(1/T) is s/T.": s / math.sqrt(temperature),
            "divided by T²; the score of p^(1/T) is s/T.": s / temperature**2,
            UPHILL: -s / temperature,
            "the power acts on the density, not on the point: s(x)/T, not s(x/T).": _sharp(x / temperature),
        }
        compare(call(tempered, x), s / temperature, mistakes, at=x)


def _sharp(x):
    """The score of a density with a different spread along each coordinate, and no symmetry."""
    precision = torch.arange(1, x.shape[-1] + 1, device=x.device).to(x)
    return -precision * (x - 0.5) - (x - 0.5) ** 3


def _sharp_log_prob(x):
    precision = torch.arange(1, x.shape[-1] + 1, device=x.device).to(x)
    return -(precision * (x - 0.5) ** 2 / 2 + (x - 0.5) ** 4 / 4).sum(-1)


def _by_autograd(log_prob):
    from helpers.scores import compute_score_autograd

    return lambda x: compute_score_autograd(x, log_prob)
