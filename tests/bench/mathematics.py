"""Scores of mixtures, traces of Jacobians and trainings, against what textbooks, torch
and the source lab do.
"""

import math
import statistics
from dataclasses import dataclass

import exact
import torch
from torch import Tensor
from torch.distributions import Categorical, MixtureSameFamily, MultivariateNormal

from bench.measure import Row, medians, peak_megabytes, timed
from helpers import matching
from helpers.distributions import GaussianMixture
from helpers.models import ScoreNet
from helpers.scores import score_gmm
from helpers.training import fit

TWO_CLUSTERS = GaussianMixture(
    [0.5, 0.5], torch.tensor([[2.0, 2.0], [-2.0, -2.0]]), torch.full((2, 2), 0.25)
)


def a_mixture(
    n: int, components: int, d: int, device="cpu"
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """n points among the components of a mixture with full covariances: x, weights,
    means, covs.
    """
    random = torch.Generator().manual_seed(d)
    weights = torch.rand(components, generator=random) + 0.2
    roots = torch.randn(components, d, d, generator=random) / d**0.5
    means, x = (
        3 * torch.randn(components, d, generator=random),
        3 * torch.randn(n, d, generator=random),
    )
    covs = roots @ roots.mT + 0.3 * torch.eye(d)
    return tuple(
        values.to(device) for values in (x, weights / weights.sum(), means, covs)
    )


def textbook_score(x: Tensor, weights: Tensor, means: Tensor, covs: Tensor) -> Tensor:
    """The score of a mixture as textbooks write it: a loop over components, each with
    its inverse.
    """
    log_joint, arrows = [], []
    for weight, mean, cov in zip(weights, means, covs, strict=True):
        precision, away = torch.linalg.inv(cov), x - mean
        square = torch.einsum("ni,ij,nj->n", away, precision, away)
        constant = (
            torch.log(weight)
            - torch.logdet(cov) / 2
            - x.shape[1] / 2 * math.log(2 * math.pi)
        )
        log_joint.append(constant - square / 2)
        arrows.append(-away @ precision)
    votes = torch.stack(log_joint, 1).softmax(1)
    return torch.einsum("nk,knd->nd", votes, torch.stack(arrows))


def autograd_score(x: Tensor, weights: Tensor, means: Tensor, covs: Tensor) -> Tensor:
    """The score of a mixture by differentiating
    `torch.distributions.MixtureSameFamily`.
    """
    mixture = MixtureSameFamily(Categorical(weights), MultivariateNormal(means, covs))
    x = x.clone().requires_grad_()
    return torch.autograd.grad(mixture.log_prob(x).sum(), x)[0]


def speed_of_mixtures(device, growth: dict) -> list[Row]:
    """`score_gmm` against the loop and against autograd, at four sizes."""
    rows = []
    for size, rounds, bar in (
        ((100_000, 8, 2), 15, 3),
        ((1_000_000, 8, 2), 5, 3),
        ((10_000, 16, 64), 9, 1.3),
        ((400, 2, 2), 201, 1),
    ):
        arguments, by_torch = a_mixture(*size, device), size == (100_000, 8, 2)
        peers = {"ours": score_gmm, "textbook": textbook_score} | (
            {"autograd": autograd_score} if by_torch else {}
        )
        calls = {
            name: lambda peer=peer, a=arguments: peer(*a)
            for name, peer in peers.items()
        }
        seconds = medians(calls, rounds, f"mixtures {size}")
        what = f"`score_gmm`, (n, K, d) = {size}"
        rows.append(
            _faster(
                what, "loop with inverses", seconds["textbook"], seconds["ours"], bar
            )
        )
        if by_torch:
            rows.append(
                _faster(
                    what,
                    "MixtureSameFamily + autograd",
                    seconds["autograd"],
                    seconds["ours"],
                    3,
                )
            )
    for n in (1_000, 10_000, 100_000, 1_000_000):
        arguments = a_mixture(n, 8, 2, device)
        calls = {
            name: lambda f=f, a=arguments: f(*a)
            for name, f in (("ours", score_gmm), ("loop", textbook_score))
        }
        growth["mixtures"][n] = medians(calls, 5, f"mixtures, n = {n}")
    return rows


@dataclass(frozen=True)
class AMillionScores:
    """A call of a score on a million points."""

    score: callable

    def prepare(self) -> tuple:
        """The arguments; and once the libraries' own memory is taken."""
        self.score(*a_mixture(100, 8, 2))
        return a_mixture(1_000_000, 8, 2)

    def __call__(self, *arguments) -> Tensor:
        return self.score(*arguments)


def memory_of_mixtures() -> list[Row]:
    """The peak above the result at a million points."""
    ours, loop = (
        peak_megabytes(AMillionScores(score)) for score in (score_gmm, textbook_score)
    )
    figure = f"{ours:.0f} MB, the loop {loop:.0f} MB"
    return [
        Row(
            "`score_gmm`, a million points: peak memory above the result",
            "",
            figure,
            "≤ 30 MB",
            ours <= 30,
        )
    ]


def precision_of_mixtures(growth: dict) -> list[Row]:
    """Log-density and score against sixty digits."""
    distances = [0.5, 3.0, 1e2, 1e3, 1e4, 1e5, 1e6]
    rows = []
    for dtype, bar in ((torch.float32, 2e-5), (torch.float64, 1e-12)):
        name = str(dtype).removeprefix("torch.")
        for place, where, mixture in (
            (exact.far_out, "unequal covariances", exact.UNEQUAL),
            (exact.ties, "between equal components", exact.SQUARE),
        ):
            found = {r: exact.errors(place(r).to(dtype), *mixture) for r in distances}
            growth["precision"][f"{name}, {where}"] = {
                r: errors[1] for r, errors in found.items()
            }
            worst = max(max(errors) for errors in found.values())
            what = f"relative error of log p and s, {name}, ‖x‖ ≤ 10⁶, {where}"
            rows.append(
                Row(
                    what,
                    "mpmath, 60 digits",
                    f"{worst:.1e}",
                    f"≤ {bar:g}",
                    worst <= bar,
                )
            )
    growth["precision"]["float32, between equal components: the loop"] = (
        _textbook_errors(distances)
    )
    cov, d = exact.tilted(1e6, 3), 3
    x = (
        torch.randn(200, d, generator=torch.Generator().manual_seed(0)).double()
        @ torch.linalg.cholesky(cov[0]).mT
    )
    worst = max(exact.errors(x.float(), torch.ones(1), torch.zeros(1, d), cov))
    what = "the same, float32, samples of a covariance of condition 10⁶"
    rows.append(Row(what, "mpmath, 60 digits", f"{worst:.1e}", "≤ 0.01", worst <= 1e-2))
    return [*rows, _weight_zero()]


def _weight_zero() -> Row:
    weights, means, covs = exact.UNEQUAL
    x = torch.cat([exact.far_out(10.0**k) for k in range(7)]).float()
    ghost = (
        torch.cat([weights, torch.zeros(1)]),
        torch.cat([means, means[:1]]),
        torch.cat([covs, covs[:1]]),
    )
    gap = (score_gmm(x, *ghost) - score_gmm(x, *exact.UNEQUAL)).abs().max().item()
    return Row(
        "what a component of weight zero changes in s",
        "the mixture without it",
        f"{gap:g}",
        "0",
        gap == 0,
    )


def _textbook_errors(distances) -> dict[float, float]:
    found = {}
    for r in distances:
        x = exact.ties(r).float()
        _, score = exact.log_prob_and_score(x, *exact.SQUARE)
        gap = (textbook_score(x, *exact.SQUARE).double() - score).norm(
            dim=1
        ) / score.norm(dim=1)
        found[r] = gap.max().item()
    return found


def denoising_loss(net, x: Tensor, sigma: float = 0.5) -> Tensor:
    """½ E‖s(x + σε) + ε/σ‖²: what a step without a Jacobian costs.  Vincent, Neural
    Computation 23, 2011.
    """
    noise = torch.randn_like(x)
    return (net(x + sigma * noise) + noise / sigma).square().sum(1).mean() / 2


def speed_of_traces(device, growth: dict) -> list[Row]:
    """The trace in closed form, forward and backward, in units of a denoising step, and
    against the loop.
    """
    rows = []
    for hidden in (128, 512):
        ratios = {}
        for d in (2, 8, 32, 128, 784):
            net, x = ScoreNet(d, hidden).to(device), torch.randn(256, d, device=device)
            losses = {
                "denoising": denoising_loss,
                "closed": matching.fast_score_matching_loss,
            }
            steps = {
                name: lambda f=f, net=net, x=x: f(net, x).backward()
                for name, f in losses.items()
            }
            seconds = medians(
                steps, 41 if hidden == 128 else 21, f"trace, H = {hidden}, d = {d}"
            )
            ratios[d] = seconds["closed"] / seconds["denoising"]
            if hidden == 128:
                loop = timed(
                    lambda net=net, x=x: matching.tractable_score_matching_loss(
                        net, x
                    ).backward()
                )
                growth["trace"][d] = {
                    "closed form": ratios[d],
                    "loop": loop / seconds["denoising"],
                }
                times = loop / seconds["closed"]
        worst = max(ratios, key=ratios.get)
        what = (
            f"exact trace, batch 256, H = {hidden}, forward and backward, d = 2 … 784"
        )
        figure = f"{ratios[worst]:.2f} × (d = {worst})"
        rows.append(
            Row(
                what, "a denoising step", figure, "≤ 3 × at every d", ratios[worst] <= 3
            )
        )
        if hidden == 128:
            rows.append(
                Row(
                    "the same at d = 784",
                    "a denoising step",
                    f"{ratios[784]:.2f} ×",
                    "≤ 1.5 ×",
                    ratios[784] <= 1.5,
                )
            )
            rows.append(
                Row(
                    "the same at d = 784",
                    "the loop",
                    f"{times:.0f} × faster",
                    "≥ 300 ×",
                    times >= 300,
                )
            )
    return [*rows, _precision_of_traces(device)]


def _precision_of_traces(device) -> Row:
    worst = 0.0
    for d, hidden in ((2, 128), (784, 128), (784, 512)):
        net, x = ScoreNet(d, hidden).to(device), torch.randn(256, d, device=device)
        twin = ScoreNet(d, hidden).to(device).double()
        twin.load_state_dict(net.state_dict())
        found = []
        for model, points in ((net, x), (twin, x.double())):
            loss = matching.fast_score_matching_loss(model, points)
            slopes = torch.autograd.grad(
                loss, list(model.parameters()), materialize_grads=True
            )
            found.append(
                (
                    loss.double().reshape(1),
                    torch.cat([slope.double().flatten() for slope in slopes]),
                )
            )
        worst = max(
            worst,
            *(
                (a - b).norm().item() / b.norm().item()
                for a, b in zip(*found, strict=True)
            ),
        )
    return Row(
        "its value and gradient, float32",
        "float64",
        f"{worst:.1e}",
        "≤ 1e-6",
        worst <= 1e-6,
    )


def lab_training(seed: int, device) -> ScoreNet:
    """The lab's recipe: 2 000 fixed points, 500 steps of Adam at 10⁻³ on batches of
    256, the trace by a loop.
    """
    torch.manual_seed(seed)
    data, net = TWO_CLUSTERS.sample(2000).to(device), ScoreNet().to(device)
    optimiser = torch.optim.Adam(net.parameters(), lr=1e-3)
    for _ in range(500):
        batch = data[torch.randperm(len(data))[:256]]
        loss = matching.tractable_score_matching_loss(net, batch)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return net


def our_training(seed: int, device, n_steps: int) -> ScoreNet:
    """The course's recipe: fresh points, the rate along a cosine, the trace in closed
    form.
    """
    torch.manual_seed(seed)
    net = ScoreNet().to(device)
    for _ in fit(
        net,
        matching.fast_score_matching_loss,
        lambda: TWO_CLUSTERS.sample(256).to(device),
        n_steps,
    ):
        pass
    return net


def trainings(device, growth: dict) -> list[Row]:
    """How good a network is after how long, for both recipes; medians of five seeds."""
    held_out = TWO_CLUSTERS.sample(100_000, torch.Generator().manual_seed(99)).to(
        device
    )
    recipes = {
        "lab": lab_training,
        250: our_training,
        500: our_training,
        800: our_training,
    }
    seconds, divergence = ({name: [] for name in recipes} for _ in range(2))
    for seed in range(5):
        for name, recipe in recipes.items():
            steps, nets = () if name == "lab" else (name,), []
            seconds[name].append(
                timed(lambda: nets.append(recipe(seed, device, *steps)))  # noqa: B023
            )
            divergence[name].append(
                matching.relative_fisher_divergence(
                    nets[0], TWO_CLUSTERS.score, held_out
                )
            )
    time, error = (
        {n: statistics.median(v) for n, v in values.items()}
        for values in (seconds, divergence)
    )
    growth["training"] = {
        str(name): {"seconds": time[name], "divergence": error[name]}
        for name in recipes
    }
    rows = []
    for steps, share, bar in ((250, 0.5, 0.006), (800, 1, 0.0025)):
        part = time[steps] / time["lab"]
        figure = (
            f"{error[steps]:.4f} in {part:.2f} of its time (the lab's:"
            f" {error['lab']:.3f})"
        )
        what = f"relative Fisher divergence of a `ScoreNet` after {steps} steps"
        met = error[steps] <= bar and part < share
        rows.append(
            Row(what, "the lab's 500 steps", figure, f"≤ {bar} in < {share:g}", met)
        )
    return rows


def _faster(what: str, against: str, theirs: float, ours: float, bar: float) -> Row:
    figure = (
        f"{theirs / ours:.1f} × faster ({1e3 * ours:.3g} ms, {1e3 * theirs:.3g} ms)"
    )
    return Row(what, against, figure, f"≥ {bar:g} ×", theirs / ours >= bar)
