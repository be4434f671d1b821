"""The checks of notebook 1, Exercises 1.5 to 1.7: properties of scores."""

import math
from numbers import Real

import torch
from torch import Tensor

from helpers.checks.common import (
    CheckFailed,
    a_what,
    call,
    check,
    close,
    compare,
    of_batches,
    points,
    steep,
    steep_energy,
)
from helpers.checks.definition import UPHILL
from helpers.scores import compute_score_autograd

DEVIATION = (
    "the standard deviation of one score; that of a mean of n is √n times smaller."
)


@check("1.5", "a mean, and how far to trust it.")
def check_mean_score(answer):
    """The mean of s over the samples and its standard error, both (d,)."""
    for n, d, dtype in ((40, 3, torch.float32), (130, 1, torch.float64)):
        samples = points(n, d, dtype=dtype) + 1
        for score_fn in (steep, _by_autograd):
            (mean, error), (_, error_again) = (
                _mean_and_error(answer, score_fn, samples) for _ in range(2)
            )
            s = steep(samples)
            want, want_error = s.mean(0), s.std(0) / math.sqrt(n)
            mean_mistakes = {
                "the sum where the mean belongs: divide by n.": s.sum(0),
                "the mean of the samples; the score of each sample comes first.": (
                    samples.mean(0)
                ),
                "the score of the mean; the mean of all scores is wanted.": steep(
                    samples.mean(0)
                ),
                "its sign is lost: pushes to the left count as negative.": (
                    want.abs(),
                    s.abs().mean(0),
                ),
                "the two results are swapped: the mean comes first.": want_error,
            }
            compare(mean, want, mean_mistakes, of="the mean: ")
            _no_chance(error, error_again, "the standard error: ")
            # n instead of n − 1 in the variance: as right
            biased = want_error * math.sqrt((n - 1) / n)
            error_mistakes = {
                DEVIATION: (s.std(0), s.std(0, correction=0)),
                "divided by n where √n belongs: deviations of a mean shrink like 1/√n.": (
                    want_error / math.sqrt(n)
                ),
                "the variance over √n: take the square root of the variance first.": (
                    s.var(0) / math.sqrt(n)
                ),
                "this is the variance of the mean; take its square root.": (
                    want_error**2
                ),
                "this is the variance of one score: divide by n and take the square root.": s.var(
                    0
                ),
                "the standard error of the samples; that of their scores is wanted.": (
                    samples.std(0) / math.sqrt(n)
                ),
                "divided by √(nd) where √n belongs: n counts the points, not all numbers.": (
                    want_error / math.sqrt(d)
                ),
                "n − 1 twice: once in the variance is enough, under the root stands n.": (
                    want_error**2 / biased
                ),
                "the spread around zero; deviations are from the mean.": (
                    s.square().mean(0).sqrt() / math.sqrt(n)
                ),
                "all coordinates share one spread; each has its own.": (
                    (s.std() / math.sqrt(n)).expand(d)
                ),
                "twice the standard error; that is how long the figure draws it.": (
                    2 * want_error
                ),
            }
            compare(
                error,
                want_error,
                error_mistakes,
                also=biased,
                of="the standard error: ",
            )
    for samples, score_fn, words in _unusual_samples():
        mean, error = _mean_and_error(answer, score_fn, samples)
        s, root_n = score_fn(samples), math.sqrt(len(samples))
        if not close(mean, s.mean(0)) or not any(
            close(error, s.std(0, correction=c) / root_n) for c in (0, 1)
        ):
            raise CheckFailed(words)
    samples = points(37, 4)
    error = _mean_and_error(answer, _constant, samples)[1]
    if not (error < 1e-5).all():
        raise CheckFailed(
            f"the standard error of a constant score is 0; yours, {error.max():.2g}:"
            " E[s²] − E[s]² drowns in rounding. Subtract the mean before you square,"
            " and divide by no spread."
        )


@check("1.6", "the mean of ‖s‖²: sharp densities have much of it.")
def check_fisher_information(answer):
    """The mean over the samples of ‖s‖², a scalar."""
    for n, d, dtype in ((40, 3, torch.float32), (25, 1, torch.float64)):
        samples = points(n, d, dtype=dtype)
        for score_fn in (steep, _by_autograd):
            s = steep(samples)
            squared = s.square().sum(-1)
            divergence = -(torch.arange(1, d + 1) + 3 * (samples - 0.5).square()).sum(
                -1
            )
            mistakes = {
                "the sum where the mean belongs: divide by n.": squared.sum(),
                "divided by n − 1; that is for variances. A mean divides by n.": (
                    squared.sum() / (n - 1)
                ),
                "off by a factor d: sum the squares over the coordinates, then take the mean over the points.": (
                    s.square().mean()
                ),
                "one number per point; now take their mean.": squared,
                "one number per coordinate; now add them up.": s.square().mean(0),
                "this is a matrix, E[s sᵀ]; what is wanted is its trace.": s.mT @ s / n,
                "the mean length; the lengths must be squared before the mean is taken.": (
                    squared.sqrt().mean()
                ),
                "the square of the mean length; square first, then take the mean.": (
                    squared.sqrt().mean() ** 2
                ),
                "the root of it: the mean of the squares is wanted as it is.": (
                    squared.mean().sqrt()
                ),
                "the squared length of the mean score; take the squared length of each score first.": (
                    s.mean(0).square().sum()
                ),
                "the coordinates are added before they are squared: ‖s‖² = s₁² + s₂² + …": (
                    s.sum(-1).square().mean()
                ),
                "only the first two coordinates act: ‖s‖² sums over all d.": (
                    s[:, :2].square().sum(-1).mean()
                ),
                "the variance of the scores; their mean must not be subtracted.": (
                    s.var(0).sum(),
                    s.var(0, correction=0).sum(),
                ),
                "minus the mean of ∇·s: equal to the mean of ‖s‖² only for endless samples of p itself.": (
                    -divergence.mean()
                ),
                "half of it: that ½ belongs to a loss.": squared.mean() / 2,
                "the mean of ‖x‖²; the scores of the samples are wanted.": (
                    samples.square().sum(-1).mean()
                ),
                "d over the variance of the samples: that holds for round Gaussians. Use score_fn.": (
                    d / samples.var(),
                    (1 / samples.var(0)).sum(),
                ),
            }
            compare(_information(answer, score_fn, samples), squared.mean(), mistakes)
    for samples, score_fn, words in _unusual_samples():
        if not close(
            _information(answer, score_fn, samples),
            score_fn(samples).square().sum(-1).mean(),
        ):
            raise CheckFailed(words)


@check("1.7", "a new score function: the same directions, 1/T times as long.")
def check_tempered_score(answer):
    """A function x -> s(x)/T, for any score function."""
    # all made before the first is used: none may forget its own score function and
    # temperature
    cases = []
    wide, single = points(130, 3, scale=0.7), points(1, 2, dtype=torch.float64)
    for T, other_T in ((3.0, 0.7), (0.7, 3.0)):
        for score_fn, other, x in (
            (steep, _mirrored, wide),
            (_mirrored, steep, single),
        ):
            scores, look_after = _kept(score_fn)
            cases.append(
                (x, T, other_T, score_fn, other, answer(scores, T), look_after)
            )
    for x, T, other_T, score_fn, other, tempered, look_after in cases:
        if not callable(tempered):
            raise CheckFailed(
                "a function from x to scores is expected; this returned"
                f" {a_what(tempered)}."
            )
        got, again = call(
            lambda y, f=tempered: (f(2 * y), f(y.clone()), f(y), f(2 * y))[1:3], x
        )
        look_after()
        s = score_fn(x)
        mistakes = {
            f"T = {T} does not act: the result should be s(x)/T.": s,
            "multiplied by T: a hot density is flat, its score small. Divide.": s * T,
            "divided by √T; the score of p^(1/T) is s/T.": s / math.sqrt(T),
            "divided by T²; the score of p^(1/T) is s/T.": s / T**2,
            UPHILL: -s / T,
            "the power acts on the density, not on the point: s(x)/T, not s(x/T).": (
                score_fn(x / T),
                score_fn(x / T) / T,
            ),
            "the power acts on the density, not on the score: its logarithm brings 1/T down.": (
                s ** (1 / T)
            ),
            "this has the temperature of another function, made earlier or later: each must keep its own.": (
                s / other_T
            ),
            "these are the arrows of another score function: each result must keep the one it was made of.": (
                other(x) / T,
                other(x) / other_T,
            ),
            "these are the arrows of another call, at other points: a new result is wanted for each x.": (
                score_fn(2 * x) / T
            ),
        }
        _no_chance(got, again)
        compare(got, s / T, mistakes, at=x)
    x = wide.double()
    for T in (0.05, 8.0):
        if not close(call(answer(lambda y: steep(y), T), x), steep(x) / T):
            raise CheckFailed(
                f"wrong at T = {T:g}: the score is s(x)/T at any temperature. Limit"
                " nothing."
            )


def _mean_and_error(answer, score_fn, samples):
    """The two results of Exercise 1.5; anything that unpacks into two will do."""

    def pair(scores, x):
        """(mean, error)."""
        result = answer(scores, x)
        try:
            mean, error = result
        except (TypeError, ValueError):
            raise CheckFailed(
                "two results are expected, mean and standard error; this returned"
                f" {a_what(result)}."
            ) from None
        return mean, error

    return _call(pair, score_fn, samples)


def _information(answer, score_fn, samples):
    """The result of Exercise 1.6, a float or a scalar tensor, as a tensor."""
    result = _call(answer, score_fn, samples)
    if result is None or isinstance(result, Tensor):
        return result
    if isinstance(result, int) or not isinstance(result, Real):
        raise CheckFailed(
            f"a float or a scalar tensor is expected; this returned {a_what(result)}."
        )
    return samples.new_tensor(float(result))


def _call(answer, score_fn, samples):
    """answer(score_fn, samples), once it is seen that it wrote into nothing that it was
    given.
    """
    scores, look_after = _kept(score_fn)
    result = call(lambda x: answer(scores, x), samples)
    look_after()
    return result


def _kept(score_fn):
    """The score function, for batches only, and a function that raises `CheckFailed` if
    its results were changed.
    """
    kept = []

    def scores(x):
        """score_fn(x), which is kept."""
        kept.append((s := score_fn(x), s.detach().clone()))
        return s

    def look_after():
        """Whether all are as they were."""
        if not all(
            torch.allclose(s, copy, rtol=0, atol=0, equal_nan=True) for s, copy in kept
        ):
            raise CheckFailed(
                "your function writes into what score_fn returned, and score_fn may"
                " need it again; compute a new tensor (/, - and ** do; /=, -=, **= and"
                " names that end in _ write)."
            )

    return of_batches(scores, "score_fn"), look_after


def _unusual_samples():
    """Samples, a score function, and what to say of an answer that is wrong only
    there.
    """
    for n, d, size, words in (
        (
            60,
            3,
            1e-6,
            (
                "wrong for small scores, of size 10⁻⁵: nothing is added, rounded or"
                " taken for zero."
            ),
        ),
        (
            60,
            3,
            1e3,
            "wrong for large scores, of size 10⁴: nothing is limited or left out.",
        ),
        (
            1500,
            5,
            1,
            (
                "wrong for 1500 samples in 5 dimensions: all of them count, and all"
                " coordinates."
            ),
        ),
    ):
        yield (
            points(n, d, dtype=torch.float64),
            lambda x, size=size: size * steep(x),
            words,
        )


def _no_chance(first, second, of: str = ""):
    """Raise `CheckFailed` if two calls with one input gave two results."""
    if isinstance(first, Tensor) and not torch.allclose(
        first, second, rtol=1e-3, equal_nan=True
    ):
        raise CheckFailed(
            f"{of}called again with the same input, it gives another result: no dice,"
            " and no memory."
        )


def _by_autograd(x):
    return compute_score_autograd(x, lambda y: -steep_energy(y))


def _mirrored(x):
    return _by_autograd(-x)


def _constant(x):
    return x.new_tensor([-0.3, 0.7, -1.1, 2.3]) + 0 * x
