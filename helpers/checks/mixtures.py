"""The checks of 3.1 to 3.3: the density, the votes and the score of a mixture, near and
far.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import hardshrink, one_hot

from helpers.checks.common import CheckFailed, call, case, check, close, compare, points

LOG_TWO_PI = math.log(2 * math.pi)
# under logits, or powers of ten
FLOORS = (*range(5, 201), *range(300, 1000, 100), *range(1000, 10**5 + 1, 1000))
# on variances, coordinates, radii
BOUNDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 1.5, *range(2, 11), 20, 50, 100)
WIDE_AND_NARROW = (  # far out the second speaks, nearest or not
    torch.tensor([0.2, 0.3, 0.5]),
    torch.tensor([[2.0, 0.0], [-2.0, 0.0], [0.0, 1.0]]),
    torch.tensor([[0.5, 0.5], [4.0, 4.0], [1.0, 1.0]]),
)
# the first speaks far to the sides, the widest, the second, far up, and the third on
# the diagonals
RIVALS = (
    torch.tensor([0.4, 0.3, 0.3]),
    torch.tensor([[0.0, 0.2], [0.1, 0.0], [0.0, 0.0]]),
    torch.tensor([[3.0, 1.0], [1.0, 4.0], [1.65, 1.65]]),
)
MIDWAY = torch.tensor([[18.0, 0.0]])  # p is 1e-24 here, and float32 still holds it
FAR = torch.tensor([[80.0, -60.0], [60.0, 80.0]])  # p is 0 here in float64, too
WIDEST = (
    "the component of the largest determinant speaks; how far a tail reaches depends on"
    " the direction."
)
CLAMPED = "x is clamped before the votes, and so another point votes."
SOFTMAX = "Take the softmax of the logits."


def tie(v: float) -> tuple[Tensor, Tensor, Tensor]:
    """A pair of round components that tie at the first of the far points, so that the
    weights decide.
    """
    means = torch.tensor([[0.5625, 0.75], [-0.5625, -0.75]])  # squares without rounding
    return torch.tensor([0.3, 0.7]), means, torch.full((2, 2), v)


def near(*sizes: tuple, full: bool = False):
    """Words, points and a mixture for each of the sizes (n, K, d, dtype); then narrow
    components, and many.
    """
    for n, components, d, dtype in sizes:
        words = "" if d == 2 else f"right in the plane; for d = {d}: "
        yield (
            words,
            points(n, d, dtype=dtype, scale=1.5),
            unequal_mixture(components, d, dtype, full),
        )
    (weights, means, covs), c = (
        unequal_mixture(3, 2, torch.float32, full),
        5 if full else 8,
    )
    yield (
        "right for wide components; for narrow ones: ",
        points(6, 2, scale=0.2),
        (weights, means / c, covs / c**2),
    )
    mixture = unequal_mixture(8, 7, torch.float32, full)
    x = mixture[1].repeat(10, 1) + points(80, 7, scale=0.4)
    yield "right for few components; for n = 80, K = 8, d = 7: ", x, mixture


def unequal_mixture(
    components: int, d: int, dtype: torch.dtype, full: bool = False
) -> tuple[Tensor, Tensor, Tensor]:
    """Unequal weights, means and covariances of a mixture without symmetry."""
    weights = torch.arange(1, components + 1, dtype=dtype)
    means = points(components, d, seed=2, dtype=dtype, scale=1.5)
    variances = 0.4 + points(components, d, seed=3, dtype=dtype).abs()
    if not full:
        return weights / weights.sum(), means, variances
    root = torch.diag_embed(variances.sqrt()) + 0.6 / d * points(
        components, d, d, seed=4, dtype=dtype
    ).tril(-1)
    return weights / weights.sum(), means, root @ root.mT


def pulls(x: Tensor, means: Tensor, covs: Tensor) -> Tensor:
    """Σₖ⁻¹(x − μₖ) for full or diagonal covariances.  (n, d) -> (n, K, d)"""
    r = x[:, None] - means
    return (
        r / covs if covs.ndim == 2 else torch.linalg.solve(covs, r[..., None])[..., 0]
    )


def logits(
    x: Tensor, weights: Tensor, means: Tensor, covs: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """log πₖ + log N(x; μₖ, Σₖ), (n, K), and two parts of it: the squares, (n, K), and
    log det Σₖ, (K,).
    """
    squares = ((x[:, None] - means) * pulls(x, means, covs)).sum(-1)
    log_det = covs.log().sum(-1) if covs.ndim == 2 else covs.logdet()
    return (
        weights.log() - (squares + log_det + x.shape[1] * LOG_TWO_PI) / 2,
        squares,
        log_det,
    )


def score(
    x: Tensor, weights: Tensor, means: Tensor, covs: Tensor, votes: Tensor | None = None
) -> Tensor:
    """−Σₖ p(k | x) Σₖ⁻¹(x − μₖ), or with other votes, (n, K).  (n, d) -> (n, d)"""
    votes = logits(x, weights, means, covs)[0].softmax(-1) if votes is None else votes
    return -torch.einsum("nk,nkd->nd", votes, pulls(x, means, covs))


def wrong_logits(
    x: Tensor, weights: Tensor, means: Tensor, covs: Tensor
) -> dict[str, Tensor]:
    """Logits with a mistake that can be made in each of 3.1 to 3.3, by that mistake."""
    a, squares, log_det = logits(x, weights, means, covs)
    log_w, volume = weights.log(), "Σⱼ log vⱼ" if covs.ndim == 2 else "log det Σₖ"
    diagonal = covs if covs.ndim == 2 else covs.diagonal(dim1=-2, dim2=-1)
    return {
        "the weights do not act; each logit begins with log πₖ.": a - log_w,
        "the weights are added to the logits as they are; their logarithms are needed.": (
            a - log_w + weights
        ),
        "the ½ in front of the squares is missing in the logits.": a - squares / 2,
        f"the covariances are missing from the normaliser: ½ {volume} in each logit.": (
            a + log_det / 2
        ),
        f"a factor ½: each logit has ½ {volume}, not {volume}.": a - log_det / 2,
        f"the sign of {volume}: a wide Gaussian is a low one.": a + log_det,
        f"the logits hold the determinant; its logarithm belongs there, ½ {volume}.": (
            a + (log_det - log_det.exp()) / 2
        ),
        f"the normaliser adds up the variances (a trace); a determinant is a product: ½ {volume}.": (
            a + (log_det - diagonal.sum(-1).log()) / 2
        ),
        "the squares and logarithms of the coordinates are averaged; they add up.": (
            log_w + (a - log_w) / x.shape[1]
        ),
        "the first component's covariance serves for all; each has its own.": logits(
            x, weights, means, covs[:1].expand_as(covs)
        )[0],
        "the covariances are clamped; narrow components are meant as they are.": tuple(
            logits(x, weights, means, covs.clamp(min=bound))[0]
            for bound in BOUNDS
            if covs.ndim == 2
        ),
        "some components are left out; K can be any number.": tuple(
            a[:, :k] for k in range(1, a.shape[1])
        ),
        "some coordinates are left out; d can be any number.": tuple(
            logits(
                x[:, :j],
                weights,
                means[:, :j],
                covs[:, :j] if covs.ndim == 2 else covs[:, :j, :j],
            )[0]
            for j in range(1, x.shape[1])
        ),
    }


def with_each(
    function: Callable[[Tensor], Tensor], mistakes: dict
) -> dict[str, tuple[Tensor, ...]]:
    """What a function makes of each of the wrong logits."""
    return {
        words: tuple(map(function, w if isinstance(w, tuple) else (w,)))
        for words, w in mistakes.items()
    }


def refuse_far(
    answer: Callable,
    x: Tensor,
    mixture: tuple,
    truth: Tensor,
    mistakes: dict,
    remedy: str,
    rtol=None,
):
    """Raise `CheckFailed` unless the answer is right at far points, one by one and in
    the company of near ones.
    """
    distance = f"{x[-1].norm():.0f}"
    alone = torch.cat([call(answer, point[None], *mixture) for point in x])
    if not alone.isfinite().all():
        raise CheckFailed(
            f"right near the components, NaN or infinity at |x| = {distance}:"
            " exponentials are 0 or ∞ there, in float64 as well, unless the largest"
            f" logit is taken out. {remedy}"
        )
    if not close(alone, truth, rtol):
        with case(f"right near the components; at |x| = {distance} in float32: "):
            alone = hardshrink(alone, 1e-6)  # what is as good as zero is called so
            compare(
                alone,
                truth,
                {f"{words} {remedy}": wrong for words, wrong in mistakes.items()},
                at=x,
            )
    together = call(answer, torch.cat([mixture[1], x]), *mixture)[len(mixture[1]) :]
    if not close(together, truth, rtol):  # also where together is NaN
        raise CheckFailed(
            "a far point is right alone, and wrong in the company of a near one: take"
            " out the largest logit of each point, dim=-1, not that of the whole batch."
        )


@check(
    "3.1",
    "a density on the line, in the plane and in space, and a logarithm that survives"
    " far out.",
)
def check_mixture_log_prob(answer):
    """log Σₖ πₖ N(x; μₖ, diag vₖ), normalised in every dimension and right far away."""
    f32, f64 = torch.float32, torch.float64
    for words, x, mixture in near(
        (6, 5, 2, f32), (2, 2, 2, f64), (1, 2, 2, f32), (5, 3, 1, f64), (4, 2, 4, f32)
    ):
        truth = logits(x, *mixture)[0].logsumexp(-1)
        with case(words):
            compare(
                call(answer, x, *mixture), truth, _wrong_log_probs(x, *mixture), at=x
            )
    for x, mixture in (
        (FAR, WIDE_AND_NARROW),
        (FAR, RIVALS),
        (FAR[:1], tie(20.0)),
        (FAR[:1], tie(1 / 64)),
    ):
        a = logits(x, *mixture)[0]
        truth = a.logsumexp(-1)
        mistakes = {
            "this is the smallest number of float32: nan_to_num hides that the densities underflow.": torch.full_like(
                truth, torch.finfo(truth.dtype).min
            ),
            "this is the logarithm of a tiny number that stands in for p, which underflows.": tuple(
                torch.full_like(truth, -k * math.log(10)) for k in FLOORS
            ),
            "the logits are clamped, and all lie on the bound.": tuple(
                torch.full_like(truth, math.log(a.shape[1]) - bound) for bound in FLOORS
            ),
            "only the likeliest component acts; all of them add up.": a.amax(-1),
        }
        refuse_far(
            answer,
            x,
            mixture,
            truth,
            mistakes,
            "Stay with logarithms: torch.logsumexp.",
        )


def _wrong_log_probs(x, weights, means, covs):
    a, _, log_det = logits(x, weights, means, covs)
    log_p, d = a.logsumexp(-1), x.shape[1]
    return {
        "½ log 2π comes once for each coordinate, not for each component.": (
            log_p + (d - len(weights)) / 2 * LOG_TWO_PI
        ),
        "normalised in the plane only: every coordinate brings its own ½ log 2π.": (
            log_p + (d / 2 - 1) * LOG_TWO_PI
        ),
        "the 2π is missing: every coordinate brings ½ log 2π.": (
            log_p + d / 2 * LOG_TWO_PI
        ),
        "a factor ½: every coordinate brings ½ log 2π, not log 2π.": (
            log_p - d / 2 * LOG_TWO_PI
        ),
        "a factor ½: every coordinate brings ½ log 2πv, not log 2πv.": (
            (a - log_det / 2).logsumexp(-1) - d / 2 * LOG_TWO_PI
        ),
        "the normaliser is missing: every coordinate brings −½ log 2πv.": (
            (a + log_det / 2).logsumexp(-1) + d / 2 * LOG_TWO_PI
        ),
        "covs holds variances; you square them, or take them for standard deviations.": (
            logits(x, weights, means, covs**2)[0].logsumexp(-1)
        ),
        "all weights are taken to be equal, 1/K.": (
            (a - weights.log()).logsumexp(-1) - math.log(len(weights))
        ),
        "the largest logit, once taken out, has to be added again.": log_p - a.amax(-1),
        "this is p; the logarithm is wanted.": log_p.exp(),
        "this is −log p; mind the sign.": -log_p,
        "the average of the logarithms; the logarithm of the sum is wanted.": (
            (weights * (a - weights.log())).sum(-1)
        ),
        "the sum of the logarithms; the logarithm of the sum is wanted.": a.sum(-1),
        "only the likeliest component acts; all of them add up.": a.amax(-1),
        **with_each(
            lambda wrong: wrong.logsumexp(-1), wrong_logits(x, weights, means, covs)
        ),
    }


@check("3.2", "shares that sum to one and are right, near and far.")
def check_responsibilities(answer):
    """softmax of the logits: (n, K), right also where every density underflows."""
    f32, f64 = torch.float32, torch.float64
    for words, x, mixture in near(
        (7, 4, 2, f32), (1, 3, 2, f32), (5, 1, 2, f64), (4, 2, 1, f64), (4, 4, 3, f32)
    ):
        truth = logits(x, *mixture)[0].softmax(-1)
        with case(words):
            compare(call(answer, x, *mixture), truth, _wrong_shares(x, *mixture), at=x)
    x = torch.cat([MIDWAY, FAR])
    truth = logits(x, *WIDE_AND_NARROW)[0].softmax(-1)

    def far(share):
        """Right midway, and these shares far out."""
        return torch.cat([truth[:1], share.expand(2, 3)])

    zero, first, _, last = torch.zeros(1, 3), *torch.eye(3)
    mistakes = {
        "the rows are zero: a tiny number added in the denominator is larger than p.": (
            torch.zeros_like(truth)
        ),
        "the rows are zero: nan_to_num, or a tiny number in the denominator, hides 0/0.": far(
            zero
        ),
        "all shares are equal, but the wide component should speak: a clamp, or 1/K in place of 0/0, hides that the densities underflow.": (
            far(zero + 1 / 3),
            torch.full_like(truth, 1 / 3),
        ),
        "the nearest mean gets all; far out it is the widest component that speaks.": (
            far(first)
        ),
        "the last component gets what the others leave, and here they leave all.": far(
            last
        ),
    }
    refuse_far(answer, x, WIDE_AND_NARROW, truth, mistakes, SOFTMAX)
    for x, mixture in ((FAR, RIVALS), (FAR[:1], tie(1 / 16))):
        a, _, log_det = logits(x, *mixture)
        mistakes = {
            "a hard vote; where components tie, both have a share.": (
                one_hot(a.argmax(-1), a.shape[1]).to(x)
            ),
            "all shares are equal; where the squares are, the weights decide.": (
                torch.full_like(a, 0.5)
            ),
            WIDEST: one_hot(log_det.argmax(), a.shape[1]).to(x).expand_as(a),
            CLAMPED: tuple(
                logits(x.clamp(-bound, bound), *mixture)[0].softmax(-1)
                for bound in BOUNDS
            ),
        }
        refuse_far(answer, x, mixture, a.softmax(-1), mistakes, SOFTMAX, rtol=0.01)
    weights, means, covs = (
        torch.tensor([0.5, 0.5]),
        torch.tensor([[-1.0, 0.0], [1.0, 0.0]]),
        torch.full((2, 2), 1e-3),
    )
    border = call(answer, torch.tensor([[0.0, 100.0]]), weights, means, covs)
    if abs(total := border.sum().item() - 1) > 0.01:
        raise CheckFailed(
            "at |x| = 100, on the border of two narrow components, a row sums to"
            f" {1 + total:.2f}: a large logsumexp is rounded before it is subtracted."
            " torch.softmax of the logits avoids it."
        )
    compare(
        border,
        torch.tensor([[0.5, 0.5]]),
        of="at |x| = 100, on the border of two narrow components: ",
    )


def _wrong_shares(x, weights, means, covs):
    a, squares, _ = logits(x, weights, means, covs)
    shares = a.softmax(-1)
    return {
        "not yet divided by p(x): each row must sum to one.": a.exp(),
        "normalised over the points; the components are the columns, dim=-1.": (
            a.softmax(0)
        ),
        "these are logarithms; exponentiate.": a.log_softmax(-1),
        "these are log πₖ + log N; exponentiate and normalise.": a,
        "softmax exponentiates: give it the logarithms, not the densities.": (
            a.exp().softmax(-1)
        ),
        "softmax is taken twice.": shares.softmax(-1),
        "the weights come after the softmax, and the rows do not sum to one; their logarithms go into the logits.": (
            (weights * (a - weights.log()).softmax(-1)),
            weights * shares,
        ),
        "these are the weights; at a given x the densities decide as well.": (
            weights.expand_as(a)
        ),
        "bare exponentials: weights and normalisers differ, so they do not cancel.": (
            (-squares / 2).softmax(-1)
        ),
        "a hard vote; near a boundary several components share.": (
            one_hot(a.argmax(-1), a.shape[1]).to(a)
        ),
        "covs holds variances; you square them, or take them for standard deviations.": (
            logits(x, weights, means, covs**2)[0].softmax(-1)
        ),
        "the sign: the nearer component speaks more.": (
            (-a).softmax(-1),
            (a + squares).softmax(-1),
        ),
        **with_each(
            lambda wrong: wrong.softmax(-1), wrong_logits(x, weights, means, covs)
        ),
    }


@check("3.3", "a vote near the data, and still one at a distance of a thousand.")
def check_score_gmm(answer):
    """−Σₖ p(k|x) Σₖ⁻¹(x − μₖ) for full covariances; right in float32 at |x| = 10³, also
    where two components tie.
    """
    f32, f64 = torch.float32, torch.float64
    for words, x, mixture in near(
        (7, 4, 2, f32), (1, 2, 2, f32), (3, 3, 3, f64), (3, 2, 1, f32), full=True
    ):
        with case(words):
            nearly = (
                "is something added, clamped or approximated? The formula is exact."
            )
            compare(
                call(answer, x, *mixture),
                score(x, *mixture),
                _wrong_scores(x, *mixture),
                at=x,
                nearly=nearly,
            )
    _check_thousand(answer)
    _check_tie(answer)


def _wrong_scores(x, weights, means, covs):
    a, _, _ = logits(x, weights, means, covs)
    truth, votes, y = (
        score(x, weights, means, covs),
        a.softmax(-1),
        pulls(x, means, covs),
    )
    r, variances = x[:, None] - means, covs.diagonal(dim1=-2, dim2=-1)
    without_constant, entrywise = (
        a + x.shape[1] / 2 * LOG_TWO_PI,
        torch.einsum("kij,nkj->nki", 1 / covs, r),
    )

    def vote(votes, arrows=-y):
        return torch.einsum(
            "nk,nkd->nd", votes.expand(len(x), -1), arrows[:, : votes.shape[-1]]
        )

    return {
        "right length, wrong way: your arrows point away from the hills.": -truth,
        "twice too long: the ½ in front of the square cancels the 2 of its derivative.": (
            2 * truth
        ),
        "divided by n: the mean over the points has been differentiated; their sum belongs there.": (
            truth / len(x)
        ),
        "this is ∇p; the score is ∇p/p.": (vote(a.exp()), vote(without_constant.exp())),
        "each component votes with its weight πₖ everywhere; its vote is p(k | x).": (
            vote(weights)
        ),
        "all components vote alike; their votes are p(k | x).": -y.mean(1),
        "all arrows are added up; they have to be weighted with p(k | x).": -y.sum(1),
        "only the likeliest component votes; average with p(k | x).": vote(
            one_hot(a.argmax(-1), a.shape[1]).to(x)
        ),
        "the votes are normalised over the points; for each point they sum to one, dim=-1.": vote(
            a.softmax(0)
        ),
        "all points get the votes of the first; each has its own.": vote(votes[:1]),
        "the votes are multiplied by the weights once more; p(k | x) holds them already.": vote(
            weights * votes
        ),
        "the logits are clamped, so components that should be silent have a say. softmax needs no clamp.": tuple(
            vote(b.clamp(min=-bound).softmax(-1))
            for b in (a, without_constant)
            for bound in FLOORS[:46]
        ),
        "Σ where Σ⁻¹ belongs: a wide Gaussian pulls weakly.": vote(
            votes, -torch.einsum("kij,nkj->nki", covs, r)
        ),
        "only the diagonals of the covariances act; solve with the whole matrices.": (
            score(x, weights, means, variances)
        ),
        "the votes use only the diagonals of the covariances; the squares are (x − μ)ᵀ Σ⁻¹ (x − μ).": vote(
            logits(x, weights, means, variances)[0].softmax(-1)
        ),
        "each entry of the covariances is inverted by itself; the inverse of a matrix is needed.": vote(
            (a + ((r * (y - entrywise)).sum(-1)) / 2).softmax(-1), -entrywise
        ),
        "L⁻¹(x − μ), half of the way: Σ⁻¹ = L⁻ᵀ L⁻¹ solves with both Cholesky factors.": vote(
            votes,
            -torch.linalg.solve(torch.linalg.cholesky(covs), r[..., None])[..., 0],
        ),
        "a number is added to the diagonals of the covariances; they need none.": tuple(
            score(x, weights, means, covs + number * torch.eye(x.shape[1]))
            for number in (0.1, 0.01, 1e-3, 1e-4)
        ),
        "an average covariance serves for all components; each has its own.": (
            score(
                x,
                weights,
                means,
                torch.einsum("k,kij->ij", weights, covs).expand_as(covs),
            ),
            score(x, weights, means, covs.mean(0).expand_as(covs)),
        ),
        **with_each(
            lambda wrong: vote(wrong.softmax(-1)), wrong_logits(x, weights, means, covs)
        ),
    }


def _check_thousand(answer):
    """Where one component speaks alone."""
    for x, (weights, means, variances) in (
        (torch.cat([MIDWAY, 10 * FAR]), WIDE_AND_NARROW),
        (10 * FAR, RIVALS),
    ):
        mixture = weights, means, torch.diag_embed(variances)
        truth, zero, far = (
            score(x, *mixture),
            torch.zeros(len(x), 2),
            x.norm(dim=1, keepdim=True) > 100,
        )
        mistakes = {
            "all arrows vanish: a tiny number added in the denominator is larger than p.": (
                zero
            ),
            "all arrows vanish: nan_to_num, or a tiny number in the denominator, hides 0/0.": truth.where(
                ~far, zero
            ),
            "all components vote alike: a clamp, or 1/K in place of 0/0, hides that the densities underflow.": truth.where(
                ~far, -pulls(x, *mixture[1:]).mean(1)
            ),
            WIDEST: truth.where(
                ~far, -pulls(x, *mixture[1:])[:, variances.prod(1).argmax()]
            ),
            CLAMPED: tuple(
                score(x, *mixture, logits(x.clamp(-b, b), *mixture)[0].softmax(-1))
                for b in BOUNDS
            ),
        }
        refuse_far(answer, x, mixture, truth, mistakes, SOFTMAX, rtol=0.01)


def _check_tie(answer):
    """Where two components of one covariance have the same say."""
    cov = torch.tensor([[0.04, 0.01], [0.01, 0.06]])
    means = torch.tensor([[-1.0, 0.5], [1.0, -0.5]])
    # the border
    along = torch.tensor([[0.0, -1.0], [1.0, 0.0]]) @ torch.linalg.solve(
        cov, means[1] - means[0]
    )
    x = torch.linspace(1000, 1100, 40)[:, None] * along / along.norm()
    mixture = (torch.tensor([0.5, 0.5]), means, cov.expand(2, 2, 2).clone())
    truth = score(x.double(), *(part.double() for part in mixture))
    got = call(answer, x, *mixture)
    error = (got - truth).norm(dim=1).max() / truth.norm(dim=1).max()
    if error < 0.01:
        return
    said = (
        f"right near the hills, {100 * error:.0f} % off at |x| = 1000 in float32 where"
        " components tie"
    )
    multiple = (
        (got * truth).sum(1, keepdim=True) / truth.square().sum(1, keepdim=True) * truth
    )
    if not ((got - multiple).norm(dim=1) < 0.01 * got.norm(dim=1)).all():
        raise CheckFailed(f"{said}.")
    raise CheckFailed(
        f"{said}: there your votes do not sum to one, because a large logsumexp is"
        " rounded before it is subtracted (autograd does it for you, unasked)."
        " torch.softmax of the logarithms avoids it."
    )
