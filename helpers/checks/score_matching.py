"""The checks of notebook 4."""

import math

import torch

from helpers import matching
from helpers.checks.common import CheckFailed, a_what, call, check, close, compare
from helpers.distributions import GaussianMixture
from helpers.models import ScoreNet


def _points(*shape, seed=1, dtype=torch.float32):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


@check("4.1", "the diagonal of every Jacobian, and differentiable.")
def check_jacobian_trace(answer):
    """tr A for s = Ax, and the trace of a curved field, with its gradient."""
    for n, d, dtype in ((6, 2, torch.float32), (3, 3, torch.float64), (5, 1, torch.float32)):
        matrix = _points(d, d, seed=2, dtype=dtype)
        x = _points(n, d, dtype=dtype).requires_grad_()
        for name, field in (
            ("s(x) = Ax", lambda y: y @ matrix.mT),
            ("a curved field", lambda y: torch.sin(y @ matrix.mT)),
        ):
            jacobians = torch.func.vmap(torch.func.jacrev(lambda p: field(p[None])[0]))(x.detach())
            trace = jacobians.diagonal(dim1=1, dim2=2).sum(1)
            got = answer(field(x), x)
            if x.grad is not None:
                raise CheckFailed("x now carries a .grad: torch.autograd.grad gives gradients without writing any.")
            mistakes = {
                "the sum of the whole Jacobian: of ∂sⱼ/∂x only the j-th entry belongs to the trace.": jacobians.sum(
                    (1, 2)
                ),
                "only one column: sum over all d coordinates.": jacobians[:, 0, 0],
                "only the last coordinate: add up, do not overwrite.": jacobians[:, -1, -1],
                "the mean of the diagonal; the trace is its sum.": trace / d,
                "minus the trace.": -trace,
                "divided by n: the gradient of a sum over the batch is wanted, not of a mean.": trace / n,
                "the trace summed over the batch, repeated; one number per point is wanted.": trace.sum().expand(n),
            }
            compare(got, trace, mistakes, at=x.detach(), of=f"{name}: ")
    weight = _points(2, 2, seed=3).requires_grad_()
    x = _points(7, 2).requires_grad_()
    got = answer(torch.tanh(x @ weight), x)
    lost = "the value is right, but it cannot train a network: the graph is lost. Use create_graph=True, and no detach."
    if not got.requires_grad:
        raise CheckFailed(lost)
    (slope,) = torch.autograd.grad(got.sum(), weight, allow_unused=True)
    true = torch.autograd.grad(matching.jacobian_trace(torch.tanh(x @ weight), x).sum(), weight)[0]
    if slope is None or not close(slope, true):
        raise CheckFailed(lost)


@check("4.2", "the loss of a field that nobody has to know.")
def check_tractable_score_matching_loss(answer):
    """The mean of tr ∂s/∂x + ½‖s‖², and its gradient."""
    for n, d, dtype in ((8, 2, torch.float32), (5, 3, torch.float64)):
        matrix, data = _points(d, d, seed=4, dtype=dtype), _points(n, d, dtype=dtype)
        squares = (data @ matrix.mT).square().sum(1)
        trace = matrix.trace()
        want = trace + squares.mean() / 2
        mistakes = {
            "the ½ before ‖s‖² is missing.": trace + squares.mean(),
            "the sign of the trace: it is added.": -trace + squares.mean() / 2,
            "the trace is missing: this alone would train s to zero.": squares.mean() / 2,
            "‖s‖² is missing: this alone has no minimum.": trace,
            "the sum over the data; take the mean.": n * want,
            "‖s‖ instead of ‖s‖².": trace + squares.sqrt().mean() / 2,
            "the mean over the coordinates too: ‖s‖² is a sum over them.": trace + squares.mean() / 2 / d,
            "divided by d: trace and ‖s‖² are sums over the coordinates.": want / d,
            "n times too little of the trace: differentiate a sum over the batch, not a mean.": trace / n
            + squares.mean() / 2,
            "the ½ belongs to ‖s‖² alone.": (trace + squares.mean()) / 2,
            "the whole Jacobian was summed: only its diagonal belongs to the trace.": matrix.sum() + squares.mean() / 2,
        }
        result = call(lambda y, matrix=matrix: answer(lambda p: p @ matrix.mT, y), data)
        compare(result, want, mistakes)
    net, data = ScoreNet(2, 8), _points(30, 2)
    loss = call(lambda y: answer(net, y), data)
    words = (
        "the value is right, but it does not train the model: keep the graph (create_graph=True, no detach, no item)."
    )
    if not loss.requires_grad:
        raise CheckFailed(words)
    slopes = torch.autograd.grad(loss, list(net.parameters()), allow_unused=True)
    truth = torch.autograd.grad(
        matching.fast_score_matching_loss(net, data), list(net.parameters()), materialize_grads=True
    )
    if any(
        s is None or not torch.allclose(s, t, rtol=1e-3, atol=1e-5) for s, t in zip(slopes[:5], truth[:5], strict=True)
    ):
        raise CheckFailed(words)


@check("4.3", "trained on data alone; the field it learnt is the score.")
def check_train_score_network(answer):
    """A ScoreNet on the two clusters, 500 steps: relative Fisher divergence below 0.05 on held-out samples."""
    two = GaussianMixture([0.5, 0.5], torch.tensor([[2.0, 2.0], [-2.0, -2.0]]), torch.full((2, 2), 0.25))
    random = torch.Generator().manual_seed(1)
    calls = []

    def sample_batch():
        calls.append(1)
        return two.sample(256, random)

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        net = ScoreNet()
        before = [parameter.detach().clone() for parameter in net.parameters()]
        losses = answer(net, sample_batch, 500, 5e-3)
    if not isinstance(losses, list | tuple) or len(losses) != 500:
        what = f"{len(losses)} values" if isinstance(losses, list | tuple) else a_what(losses)
        raise CheckFailed(f"return the list of the losses, one per step: 500 floats; this returned {what}.")
    if not all(isinstance(loss, float) for loss in losses):
        raise CheckFailed(f"the losses must be floats, loss.item(); the first is {a_what(losses[0])}.")
    if all(torch.equal(b, p) for b, p in zip(before, net.parameters(), strict=True)):
        raise CheckFailed("the model has not changed: loss.backward() and optimiser.step() in every step?")
    if len(calls) < 500:
        raise CheckFailed("draw a fresh batch in every step: call sample_batch() inside the loop.")
    if not all(map(math.isfinite, losses)):
        raise CheckFailed("the loss became NaN or infinite: is the gradient set to zero in every step?")
    divergence = matching.relative_fisher_divergence(net, two.score, two.sample(10_000, random))
    if not divergence < 0.05:
        raise CheckFailed(
            f"after 500 steps the relative Fisher divergence is {divergence:.2f}; the text's recipe gets below 0.01. "
            "Look at the loss (it should fall to about −4), at zero_grad, at the order backward, step, and at the rate."
        )
    last = sum(losses[-100:]) / 100
    if abs(last + 4) > 0.5:
        raise CheckFailed(
            f"the network learnt, but the last losses average {last:.2f}; the tractable loss ends near −4."
        )


@check("4.4", "four equal clusters, any number of points, and reproducible.")
def check_four_cluster_data(answer):
    """Shares, places and spread within six standard errors; odd sizes; the generator."""
    n, width, std = 8000, 1.5, 0.3
    points = answer(n, half_width=width, std=std, generator=torch.Generator().manual_seed(2))
    if not isinstance(points, torch.Tensor) or points.shape != (n, 2):
        shape = tuple(points.shape) if isinstance(points, torch.Tensor) else a_what(points)
        raise CheckFailed(f"{n} samples must come as a tensor ({n}, 2); this returned {shape}.")
    signs = torch.sign(points)
    shares = [
        ((signs == torch.tensor(corner)).all(1)).float().mean().item()
        for corner in ((1, 1), (1, -1), (-1, 1), (-1, -1))
    ]
    if any(abs(share - 0.25) > 6 * (0.25 * 0.75 / n) ** 0.5 for share in shares):
        raise CheckFailed(
            "the four corners must get a quarter of the points each; the shares at (+,+), (+,−), (−,+), (−,−) are "
            + ", ".join(f"{share:.2f}" for share in shares)
            + "."
        )
    inner, reach = points - width * signs, (points * signs).mean(0)
    if (reach - width).abs().max() > 6 * (points * signs).std() / n**0.5:
        raise CheckFailed(f"the clusters stand at ±{reach[0]:.2f} instead of ±{width}: use half_width.")
    if abs((inner[:, 0] * inner[:, 1]).mean()) > 6 * std**2 / n**0.5:
        raise CheckFailed(
            "the clusters are not round: draw separate noise for the two coordinates, randn(n_samples, 2)."
        )
    if inner.mean(0).abs().max() > 6 * std / n**0.5:
        raise CheckFailed(
            f"the clusters must stand at (±w, ±w) with w = half_width; they are off by {inner.mean(0).abs().max():.2f}."
        )
    spread = inner.std(0)
    if close(spread, torch.full((2,), std**2)) or (spread - std**2).abs().max() < 6 * std**2 / (2 * n) ** 0.5:
        raise CheckFailed("the spread is std²: multiply standard normal noise by std.")
    if (spread - std).abs().max() > 6 * std / (2 * n) ** 0.5:
        raise CheckFailed(f"within a cluster the standard deviation must be std = {std}; it is {spread.max():.2f}.")
    for m in (1, 7, 101):
        if answer(m).shape != (m, 2):
            raise CheckFailed(
                f"of {m} samples, {len(answer(m))} came back: a number that four does not divide loses or gains some."
            )
    first, again = (answer(20, generator=torch.Generator().manual_seed(3)) for _ in range(2))
    if not torch.equal(first, again):
        raise CheckFailed("the same generator seed gives different points: hand `generator` to every random function.")
    if torch.equal(answer(20), answer(20)):
        raise CheckFailed("two calls without a generator give the same points: they must draw from the global stream.")
    if torch.equal(first, answer(20, generator=torch.Generator().manual_seed(4))):
        raise CheckFailed("every generator gives the same points: a fixed seed overrides it.")
