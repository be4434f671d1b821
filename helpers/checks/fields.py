"""The checks of 3.4 and 3.5: the field of equal hills, and a film of fields."""

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from helpers.checks.common import (
    CheckFailed,
    a_what,
    call,
    case,
    check,
    close,
    compare,
    points,
)
from helpers.checks.mixtures import BOUNDS, logits, score, unequal_mixture

VOTES = ("scores.score_gmm", "distributions.GaussianMixture")


@check("3.4", "equal hills, as many as you like.", may_call=VOTES)
def check_compute_score_uniform_mixture(answer):
    """The score of equal Gaussians N(cₖ, radius² I), for any number of centres in any
    dimension.
    """
    for n, components, d, dtype, radius, spread, words in (
        (6, 3, 2, torch.float32, 1.3, 2, ""),
        (1, 3, 2, torch.float32, 1.3, 2, "for a single point: "),
        (6, 3, 2, torch.float32, 1.0, 8, "right among the hills; farther out: "),
        (5, 3, 2, torch.float32, 0.1, 0.3, "right for wide hills; for radius = 0.1: "),
        (5, 5, 2, torch.float64, 0.8, 2, "right for three centres; for five: "),
        (5, 1, 2, torch.float64, 0.7, 2, "right for three centres; for one: "),
        (5, 3, 3, torch.float64, 1.3, 2, "right in the plane; in three dimensions: "),
        (4, 2, 1, torch.float32, 3.0, 2, "right in the plane; on a line: "),
        (80, 8, 7, torch.float32, 1.2, 2, "right for few; for n = 80, K = 8, d = 7: "),
    ):
        x, centers = (
            points(n, d, dtype=dtype, scale=spread),
            points(components, d, seed=5, dtype=dtype),
        )
        with case(words):
            result = call(_given_a_list(answer, radius), x, *centers)
            truth, mistakes, of_votes = _equal_hills(x, centers, radius)
            _compare_caller(result, truth, mistakes, of_votes, at=x)
    x, centers = points(5, 2), points(3, 2, seed=5)
    try:
        default = call(lambda x, *centers: answer(x, list(centers)), x, *centers)
    except TypeError as error:
        if "argument" in str(error):
            raise CheckFailed(
                "your function must also work without a radius: keep the default"
                " radius=1.0."
            ) from None
        raise
    if not close(default, call(_given_a_list(answer, 1.0), x, *centers)):
        raise CheckFailed(
            "without a radius it gives something else than for radius=1.0: keep the"
            " default radius=1.0."
        )


def _given_a_list(answer, radius):
    """The answer as a function of points and any number of centres, which it gets as a
    list and must leave there.
    """

    def field(x, *centers):
        given = list(centers)
        result = answer(x, given, radius)
        if len(given) != len(centers) or any(
            a is not b for a, b in zip(given, centers, strict=True)
        ):
            raise CheckFailed(
                "your function changes the list of centers; loop over it, and leave it"
                " as it is."
            )
        return result

    return field


def _equal_hills(
    x: Tensor, centers: Tensor, radius: float
) -> tuple[Tensor, dict, dict]:
    """The score, and what mistakes make of it: those with the arguments, and those with
    the vote.
    """
    components, d = centers.shape
    r, v = x[:, None] - centers, radius**2
    squares = r.square().sum(-1)
    nearest, ones = (
        one_hot(squares.argmin(-1), components).to(x),
        torch.ones_like(squares),
    )

    def vote(r, variance=v):
        return (-r.square().sum(-1) / 2 / variance).softmax(-1)

    def field(variance=v, votes=None, r=r):
        votes = vote(r, variance) if votes is None else votes
        return -(votes[..., None] * r).sum(1) / variance

    truth = field()
    densities = (-squares / 2 / v).exp()
    p = densities.sum(-1, keepdim=True)
    mistakes = {
        "radius is the standard deviation: the variance is radius².": field(radius),
        "1/radius² is the precision; the covariance has radius² on its diagonal.": (
            field(1 / v)
        ),
        "radius does not act: this is the score for radius 1.": field(1),
        "radius acts on the votes only: the components' arrows are divided by radius², too.": field(
            1, vote(r)
        ),
        "radius acts on the arrows only: in the votes squares are divided by radius², too.": field(
            votes=vote(r, 1)
        ),
        "some centres are left out; there may be any number.": tuple(
            field(r=r[:, :k]) for k in range(1, components)
        ),
        "x is clamped before the votes, and so another point votes.": tuple(
            field(votes=vote(x.clamp(-bound, bound)[:, None] - centers))
            for bound in BOUNDS
        ),
        "radius is clamped; it may be small or large.": tuple(
            field(bound**2) for bound in BOUNDS
        ),
        "a tiny number is added to the denominator; take the softmax.": tuple(
            field(votes=densities / (p + 10.0**-k)) for k in range(5, 31)
        ),
        "the coordinates of the centres are mixed up: torch.stack(centers) is (K, d), one row for each.": field(
            r=x[:, None] - centers.T.reshape(components, d)
        ),
    }
    of_votes = {
        "all zeros: the arrows cancel in the middle of the triangle, and hardly anywhere else.": (
            0 * truth
        ),
        "right length, wrong way: your arrows point away from the hills.": -truth,
        "too long by a factor radius: the components' arrows are divided by radius², not by radius.": (
            radius * truth
        ),
        "too short by a factor K: the votes sum to one, also without a division by K.": (
            truth / components
        ),
        "the votes come from distances; they come from their squares, exp(−½ |x − c|²/radius²).": tuple(
            field(votes=(-squares.sqrt() / c).softmax(-1))
            for c in (1, 2, radius, 2 * radius, v, 2 * v)
        ),
        "the ½ is missing in the votes, exp(−½ |x − c|²/radius²).": field(
            votes=vote(r, v / 2)
        ),
        "this is ∇p; the score is ∇p/p.": tuple(
            truth * p / z
            for p in (p, p / components)
            for z in (1, (2 * torch.pi * v) ** (d / 2))
        ),
        "the votes are normalised over the points; for each point they sum to one.": (
            field(votes=(-squares / 2 / v).softmax(0))
        ),
        "equal weights are not equal votes: a vote is p(k | x).": field(
            votes=ones / components
        ),
        "all arrows are added up; they have to be weighted with p(k | x).": field(
            votes=ones
        ),
        "only the nearest centre votes.": field(votes=nearest),
        "the votes hear some coordinates only; a distance adds up all of them.": tuple(
            field(votes=vote(r[..., :j])) for j in range(1, d)
        ),
    }
    return truth, mistakes, of_votes


@check("3.5", "one field for every moment.", may_call=VOTES)
def check_score_frames(answer):
    """The score on the grid for every row of means_path, stacked: (T, n, d)."""
    for frames, n, components, d, dtype, words in (
        (6, 7, 4, 2, torch.float32, "for T = 6: "),
        (1, 4, 2, 2, torch.float64, "right for T = 6; for T = 1: "),
        (3, 5, 2, 1, torch.float64, "right in the plane; on a line: "),
        (4, 1, 1, 3, torch.float32, "for a single point in space: "),
        (4, 6, 4, 2, torch.float32, "for T = K = 4: "),
        (4, 6, 4, 2, torch.float64, "right once; for other means of the same shape: "),
        (32, 5, 3, 2, torch.float32, "right for few moments; for T = 32: "),
        (
            2,
            80,
            8,
            7,
            torch.float32,
            "right for few components; for n = 80, K = 8, d = 7: ",
        ),
    ):
        grid, (weights, _, covs) = (
            points(n, d, dtype=dtype),
            unequal_mixture(components, d, dtype, full=True),
        )
        path = points(frames, components, d, seed=6, dtype=dtype)
        if frames == components:  # moments of which one is taken for another
            path[1], path[2, 0] = path[0].flip(0), path[0, 0]
        with case(words):
            result = call(answer, grid, weights, path, covs)
            _refuse_shape(result, frames, n, d, components)
            truth = torch.stack([score(grid, weights, means, covs) for means in path])
            mistakes, of_votes = _wrong_films(truth, grid, weights, path, covs)
            # to name the point that is wrong
            if isinstance(result, Tensor) and result.shape == truth.shape:
                result, truth, mistakes, of_votes = map(
                    _one_below_the_other, (result, truth, mistakes, of_votes)
                )
            _compare_caller(
                result, truth, mistakes, of_votes, at=grid.repeat(frames, 1)
            )


def _one_below_the_other(fields):
    """(T, n, d) -> (T·n, d), also of all in a tuple or dictionary."""
    if isinstance(fields, dict):
        return {words: _one_below_the_other(wrong) for words, wrong in fields.items()}
    return (
        tuple(map(_one_below_the_other, fields))
        if isinstance(fields, tuple)
        else fields.flatten(0, 1)
    )


def _refuse_shape(result, frames, n, d, components):
    if isinstance(result, list | tuple):
        raise CheckFailed(
            f"{a_what(result)} of fields; torch.stack makes one tensor (T, n, d) of"
            " them."
        )
    mistakes = {
        (n, frames, d): "points first; time comes first: (T, n, d).",
        (n, d, frames): "time last; time comes first: (T, n, d).",
        (
            frames * n,
            d,
        ): "the fields one below the other; torch.stack, not torch.cat: (T, n, d).",
        (1, n, d): "one field only: does the `return` stand inside the loop?",
        (n, d): "one field only: does the `return` stand inside the loop?",
        (
            frames - 1,
            n,
            d,
        ): "one moment is missing: the loop has to go from the first to the last.",
        (components, n, d): (
            "a field for each component; the loop goes over the moments, the first axis"
            " of means_path."
        ),
    }
    shape = tuple(result.shape) if isinstance(result, Tensor) else None
    if (
        shape in mistakes
        and shape != (frames, n, d)
        and (frames > 1 or shape != (n, d))
    ):
        raise CheckFailed(f"the shape is {shape}, {mistakes[shape]}")


def _wrong_films(truth, grid, weights, path, covs):
    """What mistakes make of the film: those with the moments, and those with the
    vote.
    """
    frames, _, d = truth.shape
    one = torch.eye(d).to(grid).expand_as(covs)
    votes = logits(grid, weights, path[0], covs)[0].softmax(-1)
    time = torch.linspace(0, 1, frames).to(grid)[:, None, None]
    longest = truth.norm(dim=-1, keepdim=True)

    def film(weights=weights, path=path, covs=covs, votes=None):
        return torch.stack([score(grid, weights, means, covs, votes) for means in path])

    mistakes = {
        "every frame shows the first moment: the means of frame t are means_path[t].": (
            truth[:1].expand_as(truth)
        ),
        "every frame shows the last moment: the means of frame t are means_path[t].": (
            truth[-1:].expand_as(truth)
        ),
        "the film runs backwards.": truth.flip(0),
        "moments that have the sum of the means in common, or the first mean, get one and the same frame.": tuple(
            torch.cat([truth[:t], truth[:1], truth[t + 1 :]]) for t in range(1, frames)
        ),
        "the first axis of means_path is time, also where there are as many moments as components.": (
            film(path=path.transpose(0, 1)) if frames == path.shape[1] else ()
        ),
        "the first components move, and no others; K can be any number.": tuple(
            film(path=torch.cat([path[:, :k], path[:1, k:].expand(frames, -1, -1)], 1))
            for k in range(1, path.shape[1])
        ),
        "the first frame is all zeros: does the loop begin at 1?": torch.cat(
            [0 * truth[:1], truth[1:]]
        ),
        "the hills move evenly from their first to their last place; means_path need not be straight.": film(
            path=path[:1] + time * (path[-1:] - path[:1])
        ),
        "the means are added up from moment to moment; means_path holds places, not steps.": film(
            path=path.cumsum(0)
        ),
        "the votes stand still: they are those of the first moment in every frame.": (
            film(votes=votes)
        ),
        "points and moments are mixed up: reshape does not swap axes, transpose does.": (
            truth.transpose(0, 1).reshape(truth.shape)
        ),
        "the arrows are rescaled; the scores are wanted as they are.": (
            truth / longest,
            truth / longest.amax(1, True),
        ),
    }
    of_votes = {
        "right length, wrong way: your arrows point away from the hills.": -truth,
        "the covariances do not act: these are round hills of σ = 1.": film(covs=one),
        "only the diagonals of the covariances act.": film(covs=covs * one),
        "the weights do not act.": film(weights=weights * 0 + 1 / len(weights)),
        "some components are left out; K can be any number.": tuple(
            film(weights[:k], path[:, :k], covs[:k]) for k in range(1, len(weights))
        ),
    }
    return mistakes, of_votes


def _compare_caller(result, truth, mistakes, of_votes, at):
    """`compare` for an answer that may call the student's own score_gmm, which may be
    what goes wrong.
    """
    try:
        compare(result, truth, mistakes | of_votes, at)
    except CheckFailed as failed:
        elsewhere = "not the right" in str(failed) or str(failed) in of_votes
        hint = (
            " If it calls your score_gmm: does that pass its own check?"
            if elsewhere
            else ""
        )
        raise CheckFailed(f"{failed}{hint}") from None
