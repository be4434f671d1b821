"""The checks of notebook 4 up to its loss."""

from collections.abc import Callable

import torch
from torch import Tensor

from helpers import matching
from helpers.checks.common import (
    CheckFailed,
    bring_back,
    call,
    case,
    check,
    close,
    compare,
    device,
    of_batches,
    points,
)
from helpers.models import ScoreNet

RIGHT_BUT = "the value is right, the gradient not: "
NO_GRAPH = (
    "it has no graph and trains nothing: create_graph=True in every pass; no detach, no"
    " item."
)
ELSEWHERE = (
    "it is zero: no copy of the model, no detach, no item, and create_graph=True in"
    " every pass."
)


def _fields(matrix: Tensor) -> dict[str, tuple[Callable, Callable]]:
    """Two fields, each with its Jacobians.  matrix: (d, d);  fields (n, d) -> (n, d),
    Jacobians (n, d) -> (n, d, d).

    In float64 the curved one turns so fast that differences over 0.001 are seen.
    """
    fast, name = (
        (20 * matrix, "20 Ax") if matrix.dtype == torch.float64 else (matrix, "Ax")
    )
    return {
        "s(x) = Ax": (
            lambda y: y @ matrix.to(y).mT,
            lambda y: matrix.expand(len(y), -1, -1),
        ),
        f"s(x) = sin({name})": (
            lambda y: torch.sin(y @ fast.to(y).mT),
            lambda y: torch.cos(y @ fast.mT)[:, :, None] * fast,
        ),
    }


def _matters(first, other, words: str):
    """Raise `CheckFailed` if two results that must differ are the same."""
    if (
        isinstance(first, Tensor)
        and isinstance(other, Tensor)
        and first.any()
        and torch.equal(first, other)
    ):
        raise CheckFailed(words)


def _repeats(first, again, words: str):
    """Raise `CheckFailed` if two results that must be the same differ."""
    tensors = (
        isinstance(first, Tensor)
        and isinstance(again, Tensor)
        and first.shape == again.shape
    )
    if (
        tensors
        and first.isfinite().all()
        and again.isfinite().all()
        and not close(again, first, 1e-3)
    ):
        raise CheckFailed(words)


def slopes(value: Tensor, weights: list[Tensor]) -> Tensor:
    """∂value/∂weights, all in one vector; raises `CheckFailed` where the graph of the
    value does not allow it.
    """
    if not value.requires_grad:
        raise CheckFailed(RIGHT_BUT + NO_GRAPH)
    try:
        grads = torch.autograd.grad(
            value, weights, retain_graph=True, materialize_grads=True, allow_unused=True
        )
    except RuntimeError as error:
        words = (
            "its graph is used up: leave .backward() to the caller, and give"
            " create_graph=True to every pass."
        )
        if "modified" in str(error):
            words = (
                "its graph is spoilt, for something was written into a tensor on the"
                " way; compute new tensors."
            )
        raise CheckFailed(RIGHT_BUT + words) from None
    return torch.cat([g.flatten() for g in grads]).cpu()


def _gradients_untouched(weights: list[Tensor], what: str):
    """Raise `CheckFailed` unless every .grad is still all ones."""
    if any(weight.grad is None or not (weight.grad == 1).all() for weight in weights):
        raise CheckFailed(
            f"{what} have another .grad than before: .backward() writes into all it"
            " meets, zero_grad() wipes it out. Use torch.autograd.grad(scalar, x,"
            " create_graph=True), which writes nothing."
        )


@check("4.1", "the diagonal of every Jacobian, and differentiable.")
def check_jacobian_trace(answer):
    """The trace of a straight and of a curved field in several dimensions, then its
    gradient.
    """
    words = (
        "another field at the same points gave the same trace: use `scores` and `x`,"
        " and nothing of the notebook's."
    )
    _matters(
        *(_trace_of(answer, lambda y: torch.sin(a * y), points(4, 2)) for a in (1, 2)),
        words,
    )
    for n, d, dtype in (
        (12, 6, torch.float32),
        (2, 3, torch.float64),
        (5, 1, torch.float32),
        (1, 2, torch.float64),
    ):
        x = points(n, d, dtype=dtype)
        for name, (field, jacobian) in _fields(
            points(d, d, seed=2, dtype=dtype)
        ).items():
            with case(f"{name}, n = {n}, d = {d}: "):
                got, again = (_trace_of(answer, field, x) for _ in range(2))
                words = (
                    "a second call gives another result: random vectors only estimate"
                    " the trace; d passes give it."
                )
                _repeats(got, again, words)
                # of one point, there are many names
                mistakes = _trace_mistakes(jacobian(x)) if n > 1 else None
                compare(
                    got, jacobian(x).diagonal(dim1=1, dim2=2).sum(1), mistakes, at=x
                )
    x, weight = (
        points(70, 2).to(device()),
        points(2, 2, seed=3).to(device()).requires_grad_(),
    )
    weight.grad = torch.ones_like(weight)
    value = _trace_of(answer, lambda y: torch.tanh(y @ weight), x.cpu()).sum()
    _gradients_untouched([weight], "the network's weights")
    diagonal = (1 - torch.tanh(x @ weight) ** 2) * weight.diagonal()
    first, both = (
        slopes(diagonal[:, 0].sum(), [weight]),
        slopes(diagonal.sum(), [weight]),
    )
    lost = {
        "its last term trains nothing: create_graph=True in every pass, in the last one too.": (
            first
        ),
        "only its last term trains: create_graph=True in every pass, not in the last one alone.": (
            both - first
        ),
        ELSEWHERE: 0 * both,
    }
    compare(slopes(value, [weight]), both, lost, of=RIGHT_BUT)


def _trace_of(answer, field, x: Tensor):
    """The answer's trace of a field at x, once it is seen that x was left as it was."""
    x_there = x.to(device(), copy=True).requires_grad_()
    result = answer(field(x_there), x_there)
    if x_there.grad is not None:
        raise CheckFailed(
            "x now carries a .grad: torch.autograd.grad gives gradients without writing"
            " any."
        )
    if not x_there.requires_grad:
        raise CheckFailed(
            "x no longer requires gradients, and so nothing after you can differentiate"
            " by it."
        )
    if not torch.equal(x_there.cpu(), x):
        raise CheckFailed(
            "your function changes its input; compute a new tensor instead of writing"
            " into it."
        )
    return bring_back(result)


def _trace_mistakes(jacobian: Tensor) -> dict[str, Tensor | tuple[Tensor, ...]]:
    """What comes out instead of the traces of some Jacobians, (n, d, d), and why."""
    n, d, _ = jacobian.shape
    diagonal = jacobian.diagonal(dim1=1, dim2=2)  # (n, d)
    trace, first = diagonal.sum(1), torch.arange(n) == 0
    return {
        "the whole Jacobian was summed: of the gradient of sⱼ only the j-th entry belongs to the trace.": (
            jacobian.sum((1, 2)),
            jacobian.sum(1),
        ),
        "only the first coordinate: add up all d of them. Is the return inside the loop?": diagonal[
            :, 0
        ],
        "only the last coordinate: add up, do not overwrite.": diagonal[:, -1],
        "the first coordinate is missing: range(d) counts from 0.": (
            diagonal[:, 1:].sum(1)
        ),
        "the last coordinate is missing: range(d) ends before d.": (
            diagonal[:, :-1].sum(1)
        ),
        **{
            f"only the first {k} of {d} coordinates: d may be any number, and x.shape[1] tells.": (
                diagonal[:, :k].sum(1)
            )
            for k in range(2, d)
        },
        "these are the d diagonal entries, (n, d): add them up at every point.": (
            diagonal,
            diagonal.mT,
        ),
        "this went over the points: add up over the coordinates, one number per point.": diagonal.sum(
            0
        ),
        "one number for all points: keep them apart, (n,); the mean is the loss's business.": (
            trace.mean(),
            trace.sum(),
            trace.mean().expand(n),
            trace.sum().expand(n),
        ),
        "only the first point: differentiate the sum over the batch.": (
            trace * first,
            trace[0],
            trace[:1],
        ),
        "the mean of the diagonal; the trace is its sum.": trace / d,
        "minus the trace: the sign belongs to the integration by parts.": -trace,
        "divided by n: differentiate the sum over the batch, not its mean.": trace / n,
        "absolute values: the entries of the diagonal count with their signs.": (
            diagonal.abs().sum(1)
        ),
        "squares: the entries of the diagonal are added up as they are.": (
            jacobian.square().sum((1, 2)),
            diagonal.square().sum(1),
        ),
        "x.grad collects all passes: torch.autograd.grad gives each gradient by itself.": (
            jacobian.triu().sum((1, 2))
        ),
        "zero: `scores` was computed from the x that came in, and from no copy of it.": torch.zeros_like(
            trace
        ),
    }


@check(
    "4.2",
    "the loss of a field that nobody has to know.",
    may_call=("matching.jacobian_trace",),
)
def check_tractable_score_matching_loss(answer):
    """The mean of tr ∂s/∂x + ½‖s‖² of fields without parameters, then its gradient for
    a network.
    """
    x, y = points(4, 2), points(4, 2, seed=2)
    first, other_model, other_data = (
        call(answer, lambda p: torch.sin(a * p), data)
        for a, data in ((1, x), (2, x), (1, y))
    )
    _matters(
        first,
        other_model,
        "another model gets the same loss: use `model`, not a network of the"
        " notebook's.",
    )
    _matters(
        first,
        other_data,
        "other data get the same loss: use `data`, not points of the notebook's.",
    )
    for n, d, dtype in (
        (12, 6, torch.float32),
        (5, 2, torch.float64),
        (6, 1, torch.float32),
        (1, 2, torch.float64),
    ):
        data = points(n, d, dtype=dtype, scale=1.0)
        data[-1] = data[0]  # a point may come twice
        for name, (field, jacobian) in _fields(
            points(d, d, seed=15, dtype=dtype, scale=1.0)
        ).items():
            with case(f"{name}, n = {n}, d = {d}: "):
                got, again = (
                    call(answer, of_batches(field, "model"), data) for _ in range(2)
                )
                _repeats(
                    got,
                    again,
                    "a second call gives another loss: this one holds no noise and no"
                    " random vectors.",
                )
                mistakes = loss_mistakes(field(data), jacobian(data))
                want = mistakes.pop("right")
                nearly = (
                    "neither differences nor random vectors are exact; d passes of"
                    " autograd are."
                )
                compare(got, want, mistakes, nearly=nearly)
    net, data = network(2, 8, torch.float64), points(60, 2, dtype=torch.float64)
    weights = list(net.parameters())
    for weight in weights:
        weight.grad = torch.ones_like(weight)
    loss = call(answer, net, data)
    s, trace = matching.mlp_score_and_trace(net, data.to(device()))
    trace, half = trace.mean(), s.square().sum(1).mean() / 2
    lost = {
        "the trace trains nothing: create_graph=True in every pass, and no detach.": (
            slopes(half, weights)
        ),
        "‖s‖² trains nothing: compute it outside of no_grad, without detach.": slopes(
            trace, weights
        ),
        ELSEWHERE: 0 * slopes(half, weights),
    }
    compare(slopes(loss, weights), slopes(trace + half, weights), lost, of=RIGHT_BUT)
    _gradients_untouched(weights, "the model's parameters")


def loss_mistakes(s: Tensor, jacobian: Tensor) -> dict[str, Tensor]:
    """The loss of arrows (n, d) with Jacobians (n, d, d), "right", and what else comes
    out, and why.
    """
    n, d = s.shape
    diagonal, squares = jacobian.diagonal(dim1=1, dim2=2), s.square().sum(1)
    trace, half = diagonal.sum(1).mean(), squares.mean() / 2
    return {
        "right": trace + half,
        "the ½ before ‖s‖² is missing.": trace + 2 * half,
        "the ½ stands before ‖s‖², not before the trace.": trace / 2 + 2 * half,
        "the ½ belongs to ‖s‖² alone.": trace / 2 + half,
        "minus the loss: training would climb instead of descend.": -trace - half,
        "the sign of the trace: it is added.": half - trace,
        "the trace is missing: this alone would train s to zero.": half,
        "‖s‖² is missing: this alone has no minimum.": trace,
        "the sum over the data; take the mean.": n * (trace + half),
        "one loss per point: take their mean.": diagonal.sum(1) + squares / 2,
        "‖s‖² is added up over the points too: sum over the coordinates, dim=1, then mean.": (
            trace + n * half
        ),
        "‖s‖ instead of ‖s‖².": trace + squares.sqrt().mean() / 2,
        "the square of the sum, (s₁ + s₂ + …)²; ‖s‖² is the sum of the squares.": (
            trace + s.sum(1).square().mean() / 2
        ),
        "the mean over the coordinates too: ‖s‖² is a sum over them.": trace + half / d,
        "divided by d: trace and ‖s‖² are sums over the coordinates.": (
            (trace + half) / d
        ),
        "n times too little of the trace: differentiate a sum over the batch, not a mean.": (
            trace / n + half
        ),
        "the trace is squared: only ‖s‖ is.": diagonal.sum(1).square().mean() + half,
        "the whole Jacobian was summed: only its diagonal belongs to the trace.": (
            jacobian.sum((1, 2)).mean() + half
        ),
        "one row too few: a point that comes twice counts twice.": (
            diagonal[1:].sum(1).mean() + squares[1:].mean() / 2
        ),
        **{
            f"the trace of the first {k} of {d} coordinates only: d may be any number.": (
                part + half
            )
            for k, part in enumerate(diagonal.cumsum(1).mean(0)[:-1], 1)
        },
    }


def network(dim: int, hidden: int, dtype: torch.dtype = torch.float32) -> ScoreNet:
    """A `ScoreNet`, always with the same weights."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        return ScoreNet(dim, hidden).to(device(), dtype)
