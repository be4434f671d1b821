"""The checks of notebook 4 from its training on."""

import math

import torch
from torch import Tensor

from helpers import matching
from helpers.checks.common import (
    CheckFailed,
    a_what,
    case,
    check,
    close,
    device,
    points,
)
from helpers.checks.score_matching import loss_mistakes, network, slopes
from helpers.distributions import GaussianMixture

CORNERS = torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])


@check(
    "4.3",
    "trained on data alone; the field it learnt is the score.",
    may_call=("matching",),
)
def check_train_score_network(answer):
    """A small network for a hundred steps, to see what each of them does; then a
    ScoreNet on the two clusters, 500
    steps: relative Fisher divergence below 0.05 on held-out samples.
    """
    _trains_a_small_network(answer)
    two = GaussianMixture([0.5, 0.5], 2 * CORNERS[[0, 3]], torch.full((2, 2), 0.25))
    net, random = network(2, 128), torch.Generator().manual_seed(1)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        losses = answer(net, lambda: two.sample(256, random).to(device()), 500, 5e-3)
    _are_losses(losses, 500, earlier=100)
    if not all(map(math.isfinite, losses)):
        raise CheckFailed(
            "the loss became NaN or infinite: is it descended, and by steps of the size"
            " of `lr`?"
        )
    divergence = matching.relative_fisher_divergence(
        net, two.score, two.sample(10_000, random).to(device())
    )
    last = torch.tensor(losses[-100:])
    if not divergence < 0.05:
        raise CheckFailed(
            "not learnt enough: after 500 steps the relative Fisher divergence is"
            f" {divergence:.2f}, the last losses average {last.mean():.1f} instead of"
            " −4. Adam with the rate `lr`, falling slowly to 0, gets below 0.01."
        )
    if abs(last.mean() + 4) > 0.5 or last.std() < 0.05:
        raise CheckFailed(
            f"the network has learnt, but the last 100 losses are {last.mean():.2f} ±"
            f" {last.std():.2f}; batches of 256 give −4 ± 0.25. List the loss of each"
            " step, and no sums or means over several."
        )


def _trains_a_small_network(answer):
    """Raise `CheckFailed` unless every step has a batch, the right loss and a gradient
    of its own, and moves the model.

    The batch is always the same, so that the loss changes only with the model.
    """
    net, batch = network(2, 4), points(16, 2).to(device())
    before, middle = (
        [weight.detach().clone() for weight in net.parameters()],
        net.net[2].weight,
    )
    x = batch.clone().requires_grad_()
    s = net(x)
    rows = [
        torch.autograd.grad(s[:, j].sum(), x, create_graph=True)[0] for j in range(2)
    ]
    known = loss_mistakes(s, torch.stack(rows, 1))
    without_trace = slopes(s.square().sum(1).mean() / 2, [middle])
    # batches; gradients that reach the middle layer; what .grad then is
    drawn, came, kept = ([], [], [])
    middle.register_hook(lambda gradient: came.append(_copy(gradient)))
    middle.register_post_accumulate_grad_hook(
        lambda weight: kept.append(_copy(weight.grad))
    )
    losses = answer(net, lambda: drawn.append(1) or batch.clone(), 100, 5e-3)
    _are_losses(losses, 100)
    if len(drawn) < 100:
        raise CheckFailed(
            f"calls of sample_batch() in 100 steps: {len(drawn)}. Draw a fresh batch in"
            " every step."
        )
    moved = [
        not torch.equal(b, weight)
        for b, weight in zip(before, net.parameters(), strict=True)
    ]
    if not any(moved):
        raise CheckFailed(_why_nothing_moves(losses, kept))
    first, right = torch.tensor(losses[0]), known.pop("right").detach().cpu()
    for words, wrong in known.items():
        if (
            not close(first, right)
            and wrong.ndim == 0
            and close(first, wrong.detach().cpu())
        ):
            raise CheckFailed(f"this is not the tractable loss: {words}")
    if not all(moved):
        raise CheckFailed(
            "a part of the model does not move: the optimiser needs all of"
            " model.parameters()."
        )
    if came and close(came[0], without_trace):
        raise CheckFailed(
            "the trace trains nothing: its gradients need create_graph=True."
        )
    if len(kept) > 1 and close(kept[-1], sum(came), 1e-3):
        raise CheckFailed(
            "the gradients of all steps add up: zero_grad() in every step, before"
            " backward()."
        )


def _copy(gradient: Tensor) -> Tensor:
    return gradient.detach().flatten().clone().cpu()


def _why_nothing_moves(losses: list[float], kept: list[Tensor]) -> str:
    if max(losses) - min(losses) > 1e-4:
        return (
            "the losses change, but `model` does not: you train a copy of it, or"
            " another network."
        )
    if kept:
        return (
            "the model does not move, though backward() reaches it. In every step:"
            " zero_grad(), backward(), and then step() of the optimiser."
        )
    return "the model does not move: no loss.backward() reaches it."


def _are_losses(losses, n_steps: int, earlier: int = 0):
    """Raise `CheckFailed` unless these are `n_steps` floats in a list;  earlier: the
    steps of an earlier call.
    """
    if not isinstance(losses, list | tuple):
        raise CheckFailed(
            "return the list of the losses, one float per step; this returned"
            f" {a_what(losses)}."
        )
    for loss in losses:
        if not isinstance(loss, float):
            raise CheckFailed(
                "the losses must be floats, loss.item(); the list holds"
                f" {a_what(loss)}."
            )
    if earlier and len(losses) == earlier + n_steps:
        raise CheckFailed(
            "the list still holds the losses of an earlier call: begin a new one inside"
            " the function."
        )
    if len(losses) != n_steps:
        raise CheckFailed(
            f"{len(losses)} losses came back for n_steps = {n_steps}: one for each"
            " step, and no others."
        )


@check("4.4", "four equal clusters, any number of points, and reproducible.")
def check_four_cluster_data(answer):
    """Corners, shares and noise within six standard errors; odd sizes; the stream of
    randomness.
    """
    _stands_at_the_corners(answer, 1.5)
    n = 100_000
    _has_round_noise(
        _points(answer, n, 1.5, 0.3, seed=2), 1.5, 0.3, 6 * (0.25 * 0.75 / n) ** 0.5
    )
    for m in (7, 1, 1, 101):
        with case("n_samples need not be a multiple of four: "):
            _points(answer, m)
    _draws_from_the_generator(answer)
    with case("300 samples of 7 points: "):
        random = torch.Generator().manual_seed(6)
        few = [_points(answer, 7, 1.5, 0.3, generator=random) for _ in range(300)]
        _has_round_noise(torch.cat(few), 1.5, 0.3, 0.2)
    if not torch.equal(
        _points(answer, 9, seed=3), _points(answer, 9, 2.0, 0.5, seed=3)
    ):
        raise CheckFailed(
            "your function must work without half_width and std: keep the defaults 2.0"
            " and 0.5."
        )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(5)
        first, second = _points(answer, 9), _points(answer, 9)
        torch.manual_seed(5)
        if torch.equal(first, second):
            raise CheckFailed(
                "two calls without a generator give the same points: draw from the"
                " global stream."
            )
        if not torch.equal(first, _points(answer, 9)):
            raise CheckFailed(
                "without a generator torch.manual_seed must decide; something else is"
                " drawn from."
            )


def _points(
    answer,
    n: int,
    *arguments,
    seed: int | None = None,
    generator: torch.Generator | None = None,
) -> Tensor:
    """The answer's points, once it is seen that they are n, in the plane;  seed: of a
    new generator.
    """
    if seed is not None:
        generator = torch.Generator().manual_seed(seed)
    x = answer(n, *arguments, generator=generator)
    if not isinstance(x, Tensor) or x.ndim != 2 or x.shape[1] != 2:
        what = f"a tensor {tuple(x.shape)}" if isinstance(x, Tensor) else a_what(x)
        raise CheckFailed(
            f"{n} samples must come as one tensor ({n}, 2), a row for each point; this"
            f" returned {what}."
        )
    if len(x) != n:
        hint = (
            " n_samples is the number of all four clusters together."
            if len(x) == 4 * n
            else ""
        )
        raise CheckFailed(f"{n} points were asked for, {len(x)} came back.{hint}")
    if not x.isfinite().all():
        raise CheckFailed(
            f"NaN or infinity for n_samples = {n}: take the noise as drawn; one number"
            " has no spread."
        )
    return x.float()


def _stands_at_the_corners(answer, width: float):
    """Raise `CheckFailed` unless points with hardly any noise stand at the four
    corners.
    """
    n = 2000
    x = _points(answer, n, width, 1e-4, seed=1)
    places = x.round(decimals=1).unique(dim=0)
    if len(places) > 20:
        raise CheckFailed(
            "with std = 0.0001 the points still scatter widely: multiply standard"
            " normal noise by std."
        )
    distance = torch.cdist(x, width * CORNERS)
    lost = x[distance.min(1).values > 0.1]
    if 0 < len(lost) < n / 20:
        a, b = lost[0]
        raise CheckFailed(
            f"{len(lost)} of {n} points stand at none of the four corners, but at"
            f" ({a:.1f}, {b:.1f}) …"
        )
    if len(lost):
        on_an_axis = (places.abs() < 0.1).any(1).sum()
        words = {
            width: "Mind the four signs.",
            width / 2: (
                "half_width is half of the square's width already; do not halve it."
            ),
            width
            / math.sqrt(
                2
            ): "half_width is a centre's distance from the axes, not from the origin.",
        }
        reach = x.abs().max()
        hint = next(
            (w for known, w in words.items() if abs(reach - known) < 0.02),
            "half_width does not act.",
        )
        hint = (
            f"Here {on_an_axis} of {len(places)} lie on an axis."
            if on_an_axis
            else hint
        )
        raise CheckFailed(
            f"with half_width = {width} the centres must be (±{width}, ±{width})."
            f" {hint}"
        )
    counts = (distance < 0.2).sum(0)
    if (counts == 0).any():
        raise CheckFailed(
            f"only {(counts > 0).sum()} of the four corners get points: each coordinate"
            " has a sign of its own, and randint never draws its upper end."
        )


def _has_round_noise(x: Tensor, width: float, std: float, slack: float):
    """Raise `CheckFailed` unless a quarter of the points, up to the slack, lie around
    every corner, and the noise there
    is Gaussian, round, of spread std, and another at every point.
    """
    n = len(x)
    corner = torch.cdist(x, width * CORNERS).argmin(1)
    counts = corner.bincount(minlength=4)
    if (counts / n - 0.25).min() < -slack:
        shares = ", ".join(f"{count / n:.3f}" for count in counts)
        raise CheckFailed(
            "each corner must get a quarter of the points; here the shares are"
            f" {shares}."
        )
    different = len(x[:, 0].unique())
    if different < 0.9 * n:
        raise CheckFailed(
            f"only {different} of {n} points have an x of their own: draw noise for"
            " every single point."
        )
    noise = x - width * CORNERS[corner]
    spread = noise.std(0)
    for k in range(4):
        if noise[corner == k].mean(0).abs().max() > 6 * spread.max() / counts[k] ** 0.5:
            raise CheckFailed(
                "the clusters are not centred on the corners: noise has mean zero,"
                " whatever the corner."
            )
    z = (noise - noise.mean(0)) / spread
    if (
        z.prod(1).mean().abs() > 6 / n**0.5
        or abs(z.square().prod(1).mean() - 1) > 6 * (8 / n) ** 0.5
    ):
        raise CheckFailed(
            "the clusters are not round: draw noise for each coordinate by itself,"
            " randn(n_samples, 2)."
        )
    for k in range(4):
        alone = noise[corner == k].std(0).mean() / spread.mean()
        if abs(alone - 1) > 6 / (4 * counts[k]) ** 0.5:
            raise CheckFailed(
                "one cluster is wider than the others: std is the same for all."
            )
    if (spread[0] / spread[1]).log().abs() > 6 / n**0.5:
        raise CheckFailed(
            f"the clusters are oval: they spread by {spread[0]:.2f} in x and by"
            f" {spread[1]:.2f} in y."
        )
    for wrong, words in (
        (std**2, "std²: multiply by std itself"),
        (std**0.5, "√std: std is not a variance"),
    ):
        if abs(spread[0] / wrong - 1) < 0.05:
            raise CheckFailed(f"the spread is {words}.")
    fourth, furthest = (z**4).mean(), z.abs().max()
    if abs(fourth - 3) > 6 * (24 / (2 * n)) ** 0.5:
        raise CheckFailed(
            f"the noise is not Gaussian: E z⁴ is {fourth:.2f}, not 3. torch.randn draws"
            " Gaussian noise."
        )
    if furthest < 0.75 * math.sqrt(2 * math.log(n)):
        raise CheckFailed(
            f"the noise ends at {furthest:.1f} std, and Gaussian noise does not: cut"
            " nothing off."
        )
    if (spread / std - 1).abs().max() > 6 / (2 * n) ** 0.5:
        raise CheckFailed(f"the clusters spread by {spread[0]:.3f} where std = {std}.")


def _draws_from_the_generator(answer):
    """Raise `CheckFailed` unless all randomness comes from the generator that is given,
    and from it alone.
    """
    generator, untouched = torch.Generator().manual_seed(3), torch.get_rng_state()
    first, second = (
        _points(answer, 20, 2.0, 0.1, generator=generator) for _ in range(2)
    )
    touched = not torch.equal(untouched, torch.get_rng_state())
    again = _points(answer, 20, 2.0, 0.1, seed=3)
    if not torch.equal(first, again):
        noise, noise_again = (x - 2 * x.sign() for x in (first, again))
        what = "both corners and noise"
        if torch.equal(first.sort(0).values, again.sort(0).values):
            what = "their order"
        elif torch.equal(first.sign(), again.sign()):
            what = "their noise"
        elif close(noise, noise_again):
            what = "their corners"
        raise CheckFailed(
            f"the same seed gives other points, in {what}: hand `generator` to every"
            " random function."
        )
    if touched:
        raise CheckFailed(
            "a generator is given, and still torch's global stream changes: neither"
            " draw from it nor seed it."
        )
    if torch.equal(first, second):
        raise CheckFailed(
            "two calls with one generator give the same points: it must move on; do not"
            " copy or reset it."
        )
    if torch.equal(first, _points(answer, 20, 2.0, 0.1, seed=4)):
        raise CheckFailed(
            "every generator gives the same points: a fixed seed overrides it."
        )
