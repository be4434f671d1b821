"""The mixture's log-density and score in sixty digits, to hold floating-point numbers
against.
"""

import mpmath
import torch
from torch import Tensor

from helpers.distributions import GaussianMixture

DIGITS = 60


def log_prob_and_score(x: Tensor, weights, means, covs) -> tuple[Tensor, Tensor]:
    """log p(x) and ∇ₓ log p(x) of a mixture, by the textbook formula in `DIGITS`
    digits, rounded to float64.

    Everything is taken as the exact number that it is.  x: (n, d), covs: (K, d, d) ->
    (n,), (n, d).
    """
    with mpmath.workdps(DIGITS):
        components = [
            (
                mpmath.log(weight),
                mpmath.matrix(mean),
                mpmath.inverse(mpmath.matrix(cov)),
                mpmath.matrix(cov),
            )
            for weight, mean, cov in zip(
                weights.tolist(), means.tolist(), covs.tolist(), strict=True
            )
            if weight > 0
        ]
        constants = [
            log - mpmath.log(mpmath.det(2 * mpmath.pi * cov)) / 2
            for log, _, _, cov in components
        ]
        log_probs, scores = [], []
        for point in map(mpmath.matrix, x.tolist()):
            arrows = [
                precision * (mean - point) for _, mean, precision, _ in components
            ]
            squares = [
                ((mean - point).T * arrow)[0]
                for (_, mean, *_), arrow in zip(components, arrows, strict=True)
            ]
            joint = [
                constant - square / 2
                for constant, square in zip(constants, squares, strict=True)
            ]
            top = max(joint)
            votes = [mpmath.exp(value - top) for value in joint]
            total = mpmath.fsum(votes)
            log_probs.append(float(top + mpmath.log(total)))
            scores.append(
                [
                    float(mpmath.fdot(votes, [a[i] for a in arrows]) / total)
                    for i in range(x.shape[1])
                ]
            )
    return torch.tensor(log_probs, dtype=torch.float64), torch.tensor(
        scores, dtype=torch.float64
    )


def errors(x: Tensor, weights, means, covs) -> tuple[float, float]:
    """The largest relative errors of `GaussianMixture.log_prob` and `.score` at x, in
    the precision of x.
    """
    log_prob, score = log_prob_and_score(x, weights, means, covs)
    p = GaussianMixture(weights, means, covs)
    # log p crosses zero
    log_gap = (p.log_prob(x).double() - log_prob).abs() / log_prob.abs().clamp(min=1)
    gap = (p.score(x).double() - score).norm(dim=1) / score.norm(dim=1)
    return log_gap.max().item(), gap.max().item()


def far_out(distance: float, n: int = 24) -> Tensor:
    """n points on a circle."""
    angle = torch.linspace(0.1, 6.3, n, dtype=torch.float64)
    return distance * torch.stack([angle.cos(), angle.sin()], 1)


def ties(distance: float, n: int = 24) -> Tensor:
    """n points about the line x₁ = 0, on which two components of `SQUARE` have the same
    distance and vote.
    """
    return torch.stack(
        [torch.linspace(-0.3, 0.3, n), torch.full((n,), distance)], 1
    ).double()


def tilted(condition: float, d: int = 2) -> Tensor:
    """A covariance with eigenvalues from 1 to 1/condition along axes that are no
    coordinate axes.  -> (1, d, d).
    """
    axes, _ = torch.linalg.qr(
        torch.randn(
            d, d, generator=torch.Generator().manual_seed(d), dtype=torch.float64
        )
    )
    cov = (
        axes
        * torch.logspace(
            0, -torch.tensor(condition).log10().item(), d, dtype=torch.float64
        )
        @ axes.mT
    )
    return ((cov + cov.mT) / 2)[None]


SQUARE = (
    torch.full((4,), 0.25),
    torch.tensor([[2.0, 2.0], [-2.0, 2.0], [2.0, -2.0], [-2.0, -2.0]]),
    torch.full((4, 2), 0.25).diag_embed(),
)
UNEQUAL = (
    torch.tensor([0.5, 0.25, 0.25]),
    torch.tensor([[2.0, 1.0], [-1.5, 2.0], [0.0, -2.0]]),
    torch.tensor(
        [
            [[1.0, 0.5], [0.5, 1.0]],
            [[0.25, 0.0], [0.0, 2.0]],
            [[0.5, -0.25], [-0.25, 0.75]],
        ]
    ),
)
