"""The checks of notebook 1, Exercises 1.1 to 1.4: scores of single densities."""

import math

import torch

from helpers.checks.common import (
    CheckFailed,
    call,
    check,
    close,
    compare,
    keeps_defaults,
    leaves_no_traces,
    of_batches,
    points,
)
from helpers.distributions import GaussianMixture, Laplace

UPHILL = (
    "right length, wrong way: your arrows point away from the mode. Mind the minus sign"
    " of the exponent."
)


@check("1.1", "a line through μ with slope −1/σ², in any shape and dtype.")
def check_score_gaussian_1d(answer):
    """−(x − μ)/σ², element by element."""
    for shape, dtype in (
        ((9,), torch.float32),
        ((2, 1, 3), torch.float64),
        ((), torch.float32),
    ):
        x, mu, sigma = points(*shape, dtype=dtype), 0.5, 1.5
        z = (x - mu) / sigma
        p = torch.exp(-(z**2) / 2) / (sigma * math.sqrt(2 * math.pi))
        mistakes = {
            f"{UPHILL} (Or is this the derivative in μ? The score's is in x.)": (
                z / sigma
            ),
            "divided by σ: the score divides by the variance σ².": -z,
            "divided by σ³: the score divides by the variance σ².": -z / sigma**2,
            "multiplied by σ²: a wide Gaussian pulls weakly. Divide.": (
                -(x - mu) * sigma**2
            ),
            "σ does not act, or cancels: the slope of the line is −1/σ².": -(x - mu),
            "μ does not act: the score is zero at x = μ, not at x = 0.": -x / sigma**2,
            "the sign of μ: the distance is x − μ.": -(x + mu) / sigma**2,
            "centred on the mean of the points; the arrows make for μ.": (
                (x.mean() - x) / sigma**2
            ),
            "off by a factor n: each point has a slope of its own; differentiate the sum, not the mean.": (
                -z / sigma / x.numel()
            ),
            "twice the score: the ½ of the exponent cancels the 2 of the derivative.": (
                -2 * z / sigma
            ),
            "half the score: the derivative of (x − μ)² brings a 2.": -z / sigma / 2,
            "this is p itself; the score is the derivative of log p.": p,
            "this is log p; now differentiate it.": p.log(),
            "this is the derivative of p; the score is the derivative of log p, ∇p/p.": (
                -z / sigma * p
            ),
        }
        nearly = (
            "nothing may be added to σ², and nothing approximated: the formula is"
            " exact."
        )
        compare(call(answer, x, mu, sigma), -z / sigma, mistakes, at=x, nearly=nearly)
        for mu, sigma in ((-20.0, 0.05), (0.5, 30.0)):
            if not close(call(answer, x, mu, sigma), (mu - x) / sigma**2):
                raise CheckFailed(
                    f"wrong for μ = {mu:g} and σ = {sigma:g}: far out p underflows to"
                    " zero, so do without it; limit and round nothing, and add nothing"
                    " to σ²."
                )
    x = points(5)
    keeps_defaults(answer, x, "mu=0.0, sigma=1.0")
    compare(
        call(answer, x),
        -x,
        at=x,
        of="without μ and σ, when μ = 0 and σ = 1 are meant: ",
    )


@check("1.2", "−Σ⁻¹(x − μ): correlations turn the arrows away from the mean.")
def check_score_gaussian_nd(answer):
    """−Σ⁻¹(x − μ) for a full covariance, in several dimensions; one ellipse is a
    hundred times as long as wide.
    """
    for n, d, width, dtype in (
        (7, 2, 1.0, torch.float32),
        (1, 6, 1.0, torch.float64),
        (3, 3, 0.1, torch.float64),
    ):
        x, mu = points(n, d, dtype=dtype), points(d, seed=2, dtype=dtype)
        root = torch.eye(d, dtype=dtype) + 0.4 * points(d, d, seed=3, dtype=dtype).tril(
            -1
        )
        root = 1.3 * root @ torch.linspace(1, width, d, dtype=dtype).diag()
        cov = root @ root.mT
        r, precision = x - mu, torch.linalg.inv(cov)
        s, (spread, axes) = -r @ precision, torch.linalg.eigh(cov)
        mistakes = {
            "μ and Σ do not act: are your function's names for them those of its arguments?": call(
                answer, x, 1 - mu, 2 * cov
            ),
            UPHILL: -s,
            "Σ where Σ⁻¹ belongs: a wide direction pulls weakly.": -r @ cov,
            "only the diagonal of Σ acts: the correlations are lost. Solve with the whole matrix.": (
                -r / cov.diagonal()
            ),
            "only the diagonal of Σ⁻¹ acts: the correlations are lost. Multiply by the whole matrix.": (
                -r * precision.diagonal()
            ),
            "the sign of the correlations: off the diagonal, Σ⁻¹ has the other sign.": (
                -r @ (2 * precision.diagonal().diag() - precision)
            ),
            "μ does not act: the score is zero at x = μ.": -x @ precision,
            "Σ does not act: this is the score for Σ = I.": -r,
            "each entry of Σ is inverted by itself; the inverse of a matrix is needed.": (
                -r @ (1 / cov)
            ),
            "half way: L⁻¹(x − μ) with Σ = LLᵀ still needs L⁻ᵀ.": (
                -r @ torch.linalg.inv(root).mT
            ),
            "LᵀL where Σ = LLᵀ belongs: the factors are swapped.": (
                -r @ torch.linalg.inv(root.mT @ root)
            ),
            "along the axes of the ellipse; the result must be turned back to those of the space.": (
                -r @ axes / spread
            ),
            "the narrow directions are lost, and they pull hardest: nothing of Σ may be cut off.": (
                -r @ torch.linalg.pinv(cov, rtol=0.1),
                -r @ torch.linalg.pinv(cov, rtol=0.01),
            ),
            "off by a factor n: each point has a slope of its own; differentiate the sum, not the mean.": (
                s / n
            ),
            "twice the score: the ½ of the exponent cancels the 2 of the derivative.": (
                2 * s
            ),
            "half the score: the derivative of a square brings a 2.": s / 2,
        }
        nearly = "nothing may be added to Σ: the formula is exact."
        compare(call(answer, x, mu, cov), s, mistakes, at=x, nearly=nearly)
        if not close(call(answer, 100 * x, mu, cov), (mu - 100 * x) @ precision):
            raise CheckFailed(
                "wrong far from μ, where p underflows to zero: the score needs no p."
                " Limit nothing."
            )
    root = root @ torch.linspace(1, 0.1, d, dtype=dtype).diag()
    cov = root @ root.mT
    # float32 inside leaves 10⁻³
    if not close(call(answer, x, mu, cov), (mu - x) @ torch.linalg.inv(cov), 3e-3):
        raise CheckFailed(
            "wrong for an ellipse a hundred times as long as wide: its narrow"
            " directions pull hardest. Cut nothing off, and add nothing to Σ."
        )


@check(
    "1.3",
    "the gradient of any log-density, point by point, and no trace of your visit.",
)
def check_compute_score_autograd(answer):
    """∇ₓ log p(x) of densities that the answer cannot know: smooth, with a kink, ragged
    and steep, and a network.
    """
    mixture = GaussianMixture(
        [0.3, 0.7],
        [[1.0, 0.0, 0.5], [-1.0, 0.5, 0.0]],
        [[0.5, 1.0, 2.0], [1.0, 0.6, 0.8]],
    )
    x = points(130, 3)
    truth, log_p = mixture.score(x), mixture.log_prob(x)
    mistakes = {
        "minus the score: log_prob_fn brings its own sign, so hand over its gradient as it is.": (
            -truth
        ),
        "off by a factor n: differentiate the sum over the batch, not the mean.": (
            truth / len(x)
        ),
        "this is ∇p; hand log_prob_fn's result to autograd as it is, without exp.": (
            log_p.exp()[:, None] * truth
        ),
        "this is log p itself, one number per point; now differentiate it.": log_p,
        "the arrows of all points are added up: each point keeps its own, (n, d).": (
            truth.sum(0)
        ),
        "only the first point has an arrow: sum over the whole batch before you differentiate.": torch.cat(
            [truth[:1], 0 * truth[1:]]
        ),
    }
    nearly = "are these differences of its values? Automatic differentiation is exact."
    log_prob_fn = of_batches(lambda y: mixture.log_prob(y), "log_prob_fn")
    compare(call(answer, x, log_prob_fn), truth, mistakes, at=x, nearly=nearly)
    x = points(4, 1, dtype=torch.float64)
    compare(
        call(answer, x, lambda y: Laplace(0.3, 2.0).log_prob(y)),
        Laplace(0.3, 2.0).score(x),
        at=x,
        nearly=nearly,
    )
    for dtype, k, constant in ((torch.float32, 10, 1e9), (torch.float64, 1000, 1e16)):
        x = points(9, 2, dtype=dtype, scale=20)
        got = call(
            answer,
            x,
            lambda y, k=k, constant=constant: (
                1e4 * torch.cos(k * y).sum(-1) / k + constant
            ),
        )
        if not close(got, -1e4 * torch.sin(k * x), 0.01):
            raise CheckFailed(
                "wrong for a log-density that varies fast, is steep and has a large"
                " constant: there p overflows, and differences of its values drown."
                " Differentiate it as it is, and limit nothing."
            )
    leaves_no_traces(answer, -1, "log_prob_fn")


@check("1.4", "a pull of constant strength 1/b, however far away.")
def check_score_laplace(answer):
    """−sign(x − μ)/b, near and far; at the kink any number between −1/b and 1/b, not
    NaN.
    """
    for shape, dtype, mu, b in (
        ((8,), torch.float32, 2.5, 1.5),
        ((3, 1, 2), torch.float64, -3.0, 0.4),
    ):
        side = points(*shape, dtype=dtype)
        side, x = side.sign(), mu + side + side.sign()
        s, log_p = -side / b, -(x - mu).abs() / b - math.log(2 * b)
        mistakes = {
            UPHILL: -s,
            "b does not act: the strength of the pull is 1/b.": s * b,
            "1/b² is the Gaussian's habit; here the exponent is |x − μ|/b, its slope ±1/b.": (
                s / b
            ),
            "the strength is 1/b, not b.": s * b**2,
            "twice too weak: the 2 of 1/2b belongs to the normaliser, which the gradient forgets.": (
                s / 2
            ),
            "1/b is rounded to a whole number: / divides, // rounds down.": (
                s.floor(),
                s.trunc(),
            ),
            "one side is forgotten: the slope is 1/b left of μ, −1/b right of it.": (
                s.clamp(max=0),
                s.clamp(min=0),
            ),
            "this is log p; now differentiate it.": (log_p, log_p + math.log(2 * b)),
            "this is the derivative of p; the score is that of log p.": s * log_p.exp(),
            "this is still a line: the derivative of |x − μ| is sign(x − μ).": (
                -(x - mu) / b
            ),
            "this is a Gaussian's score; the derivative of |x − μ| is sign(x − μ).": (
                -(x - mu) / b**2
            ),
            "μ does not act: the sign changes at x = μ.": -torch.sign(x) / b,
        }
        nearly = "nothing may be added to |x − μ|, and no differences taken."
        compare(call(answer, x, mu, b), s, mistakes, at=x, nearly=nearly)
        for distance, b_here, words in (
            (
                0.3,
                0.05,
                (
                    "wrong for a narrow peak, b = 0.05, where the slope 1/b is 20:"
                    " limit nothing, round nothing."
                ),
            ),
            (
                2e8,
                b,
                (
                    "wrong far away, where p underflows to zero or differences drown:"
                    " the slope needs neither."
                ),
            ),
            (
                2e-5 if dtype == torch.float64 else 1e-3,
                b,
                (
                    "wrong close to the kink: the slope is 1/b right up to μ, and −1/b"
                    " from there. Smooth nothing."
                ),
            ),
        ):
            got = call(answer, mu + distance * side, mu, b_here)
            if not close(got, -side.sign() / b_here):
                raise CheckFailed(f"{words} Look at |x − μ| = {distance:g}.")
        kink = call(answer, torch.full_like(x, mu), mu, b)
        if not kink.isfinite().all():
            raise CheckFailed(
                "NaN or infinity at the kink x = μ: (x − μ)/|x − μ| is 0/0 there."
                " torch.sign(0) is 0."
            )
        if (kink.abs() > (1 + 1e-4) / b).any():
            outside = kink.detach().flatten()[kink.abs().argmax()]
            raise CheckFailed(
                f"at the kink x = μ your result {outside:.3g} does not lie between −1/b"
                f" and 1/b, here ±{1 / b:.3g}."
            )
    x = points(5)
    keeps_defaults(answer, x, "mu=0.0, b=1.0")
    compare(
        call(answer, x),
        -torch.sign(x),
        at=x,
        of="without μ and b, when μ = 0 and b = 1 are meant: ",
    )
