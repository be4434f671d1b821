"""Score matching: losses whose minimum over s is the score of the data.  Hyvärinen,
JMLR 6, 2005.

Points that are integers are taken as numbers of torch's default dtype.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from helpers.runtime import as_real


def jacobian_trace(scores: Tensor, x: Tensor) -> Tensor:
    """tr ∂s/∂x = Σⱼ ∂sⱼ/∂xⱼ at every point, by d backward passes; differentiable.

    scores = s(x), (n, d), computed from x, (n, d), which requires gradients -> (n,).
    Row i of s must depend on row i of x alone (no batch normalisation). Raises
    `ValueError` where the shapes differ or no graph joins scores to x; `TypeError`
    where x holds integers.
    """
    if scores.shape != x.shape:
        raise ValueError(
            f"scores {tuple(scores.shape)} and x {tuple(x.shape)} must both be (n, d)"
        )
    if not x.is_floating_point():
        raise TypeError(
            "x must be floating-point numbers, which can require gradients; got dtype "
            f"{x.dtype}: x = x.float().requires_grad_(), and then the scores from it"
        )
    if not (x.requires_grad and scores.requires_grad):
        raise ValueError(
            "scores must be computed from an x that requires gradients: x ="
            " x.clone().requires_grad_()"
        )
    columns = (
        torch.autograd.grad(scores[:, j].sum(), x, create_graph=True)[0][:, j]
        for j in range(x.shape[1])
    )
    return torch.stack(list(columns)).sum(0)


def jacobian_trace_batched(model: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """The same trace from whole Jacobians, all d rows in one batched pass.  x: (n, d)
    -> (n,).
    """
    jacobian_at = torch.func.jacrev(lambda point: model(point[None])[0])
    jacobian = torch.func.vmap(jacobian_at)(as_real(x))  # (n, d, d)
    return jacobian.diagonal(dim1=1, dim2=2).sum(1)


def mlp_score_and_trace(model: nn.Module, x: Tensor) -> tuple[Tensor, Tensor]:
    """Score and trace of a `ScoreNet` in one forward pass: tr ∂s/∂x = φ'(a₂)ᵀ [W₂ ∘
    (W₁W₃)ᵀ] φ'(a₁).

    With s = W₃φ(a₂) + b₃, a₂ = W₂φ(a₁) + b₂ and a₁ = W₁x + b₁, the chain rule gives
    ∂s/∂x = W₃ D₂ W₂ D₁ W₁ with D = diag φ'(a); the trace takes one more product with an
    H × H matrix, whatever d.  x: (n, d) -> (n, d), (n,).
    """
    layers: Any = model.net
    first, _, second, _, third = layers
    a1 = first(as_real(x))
    h1, d1 = silu_and_slope(a1)
    h2, d2 = silu_and_slope(second(h1))
    middle = second.weight * (first.weight @ third.weight).mT  # (H, H)
    return third(h2), ((d2 @ middle) * d1).sum(1)


def silu_and_slope(a: Tensor) -> tuple[Tensor, Tensor]:
    """φ(a) = a σ(a) and φ'(a) = σ(a) + φ(a)(1 − σ(a)), the activation of `ScoreNet` and
    its derivative.
    """
    a = as_real(a)
    gate = a.sigmoid()
    value = a * gate
    return value, gate + value * (1 - gate)


def explicit_loss(
    s: Callable[[Tensor], Tensor], s_true: Callable[[Tensor], Tensor], x: Tensor
) -> Tensor:
    """½ E‖s(x) − s*(x)‖², for when the true score s* is known.  s, s_true: (n, d) ->
    (n, d);  x: (n, d).
    """
    x = as_real(x)
    return (s(x) - s_true(x)).square().sum(1).mean() / 2


def tractable_score_matching_loss(
    model: Callable[[Tensor], Tensor], data: Tensor
) -> Tensor:
    """E[tr ∂s/∂x + ½‖s(x)‖²]: without s*, and ½E‖s*‖² below the explicit loss for every
    s.  data: (n, d) -> scalar.

    Holds where p(x)s(x) vanishes at infinity. The minimum, −½E‖s*‖², is negative.
    """
    x = as_real(data).detach().clone().requires_grad_()
    s = model(x)
    return (jacobian_trace(s, x) + s.square().sum(1) / 2).mean()


def fast_score_matching_loss(model: nn.Module, data: Tensor) -> Tensor:
    """`tractable_score_matching_loss` of a `ScoreNet`, with the trace in closed form.
    data: (n, d) -> scalar.
    """
    s, trace = mlp_score_and_trace(model, data)
    return (trace + s.square().sum(1) / 2).mean()


def relative_fisher_divergence(
    s: Callable[[Tensor], Tensor], s_true: Callable[[Tensor], Tensor], x: Tensor
) -> float:
    """E‖s − s*‖² / E‖s*‖²: 0 for the true score, 1 for s = 0.  x: samples of the data
    (n, d).
    """
    x = as_real(x)
    with torch.no_grad():
        return (
            (s(x) - s_true(x)).square().sum(1).mean() / s_true(x).square().sum(1).mean()
        ).item()
