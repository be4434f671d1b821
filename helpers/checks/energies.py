"""The checks of notebook 2."""

import math
import traceback

import torch
from torch import Tensor

from helpers.checks.common import CheckFailed, a_what, call, check, close, compare
from helpers.distributions import double_well, ring

UPHILL = "right length, wrong way: your arrows climb in energy. High energy is unlikely, so the score is minus ∇E."


def _points(*shape, seed=1, dtype=torch.float32):
    return 1.5 * torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def _bowl(x):
    """An energy with a different stiffness along each coordinate, and its gradient by hand."""
    stiff = torch.arange(1, x.shape[-1] + 1, device=x.device).to(x)
    return (stiff * (x - 0.5) ** 2 / 2 + (x - 0.5) ** 4 / 4).sum(-1)


def _pull(x):
    stiff = torch.arange(1, x.shape[-1] + 1, device=x.device).to(x)
    return -stiff * (x - 0.5) - (x - 0.5) ** 3


@check("2.1", "downhill in energy, with no Z in sight.")
def check_score_from_energy(answer):
    """−∇E(x) of energies that the answer cannot know, one of them with a trainable parameter."""
    for n, d, dtype in ((6, 3, torch.float32), (4, 1, torch.float64)):
        x = _points(n, d, dtype=dtype)
        s, p = _pull(x), (-_bowl(x)).exp()[:, None]
        mistakes = {
            UPHILL: -s,
            "off by a factor n: differentiate the sum over the batch, not the mean.": s / n,
            "off by a factor n, and uphill: differentiate minus the sum over the batch, not the mean.": -s / n,
            "this is the gradient of exp(−E); the score is that of its logarithm, −E.": p * s,
            "this is the gradient of exp(E); the score is the gradient of −E.": -s / p,
        }
        compare(call(answer, x, _bowl), s, mistakes, at=x)
    x = _points(5, 2)
    compare(call(answer, x, ring), -(x.square().sum(-1, keepdim=True) - 4) * x / 0.72, at=x)
    rate = torch.nn.Parameter(torch.tensor(1.5))
    compare(call(answer, x, lambda y: rate * y.square().sum(-1)), -2 * rate.detach() * x, {UPHILL: 3 * x}, at=x)
    if rate.grad is not None:
        raise CheckFailed(
            "the parameters of energy_fn now carry a .grad: .backward() writes into everything it meets. "
            "torch.autograd.grad(output, x) returns the one gradient you want."
        )


@check("2.2", "one number for a whole landscape, at n_points evaluations.")
def check_partition_function(answer):
    """∫ exp(−E) over energies that vanish, or rather soar, at both ends."""
    cases = (
        (lambda x: (x - 1).square().sum(-1) / 0.72 + 1.3, -5.0, 7.0, 201),
        (lambda x: double_well(x, 1.2, 0.4) - 0.7, -3.0, 4.0, 141),
    )
    for energy, low, high, n in cases:
        x = torch.linspace(low, high, n, dtype=torch.float64)
        E = energy(x[:, None])
        step = (high - low) / (n - 1)
        w = (-E).exp()
        Z = w.sum() * step
        mistakes = {
            "the sign of the exponent: exp(−E), or likely and unlikely change places.": E.exp().sum() * step,
            "the spacing of the nodes is missing: each value stands for a strip of width h.": w.sum(),
            "a mean is no integral: multiply by the length of the interval.": w.mean(),
            "off by (n − 1)/n: n nodes leave n − 1 gaps between them, so h = (high − low)/(n − 1).": Z * (n - 1) / n,
            "this is log Z.": Z.log(),
            "this is 1/Z.": 1 / Z,
            "this is the integral of E; that of exp(−E) is wanted.": E.sum() * step,
            "this is the integral of −E; that of exp(−E) is wanted.": -E.sum() * step,
        }
        mistakes |= {  # the same with end nodes that count half, where that matters
            "the sign of the exponent: exp(−E), or likely and unlikely change places. ": torch.trapezoid(E.exp(), x),
            "this is the integral of E; that of exp(−E) is wanted. ": torch.trapezoid(E, x),
        }
        compare(_number(answer(_counting(energy, n, low, high), low, high, n)), Z, mistakes)


def _counting(energy, n, low, high):
    """The energy, once it is seen that the nodes are those that the exercise asks for."""

    def counting(x):
        """E(x)."""
        if not isinstance(x, Tensor) or x.shape != (n, 1):
            got = tuple(x.shape) if isinstance(x, Tensor) else a_what(x)
            raise CheckFailed(f"energy_fn takes the nodes as points (n_points, 1), here {(n, 1)}; you gave it {got}.")
        if abs(x.min().item() - low) > 1e-4 or abs(x.max().item() - high) > 1e-4:
            raise CheckFailed(
                f"the nodes run from {x.min().item():.4g} to {x.max().item():.4g}; "
                f"from low to high, {low:g} to {high:g}, both included, is wanted."
            )
        return energy(x)

    return counting


def _number(result):
    """A number of any kind as a float64 scalar."""
    if result is None:
        return None
    if isinstance(result, (tuple, list, str, dict)) or callable(result):
        raise CheckFailed(f"your function returns {a_what(result)}; one number is expected.")
    return torch.as_tensor(result).detach().double().cpu()


@check("2.3", "half a step of score, a root of a step of noise.")
def check_langevin_step(answer):
    """x + η/2 s(x) + √η z for a score that the answer cannot know."""
    for n, d, dtype, step in ((6, 2, torch.float32, 0.09), (4, 3, torch.float64, 0.3)):
        x, noise = _points(n, d, dtype=dtype), _points(n, d, seed=2, dtype=dtype)
        s, root = _pull(x), math.sqrt(step)
        mistakes = {
            "the sign of the drift: add η/2 s(x), which already points towards the likely.": x
            - step / 2 * s
            + root * noise,
            "the ½ is missing: the drift is η/2 s(x), or the noise is too weak for it.": x + step * s + root * noise,
            "the noise is multiplied by η; its factor is √η.": x + step / 2 * s + step * noise,
            "the noise is multiplied by 1; its factor is √η.": x + step / 2 * s + noise,
            "√(η/2) before the noise: its factor is √η.": x + step / 2 * s + math.sqrt(step / 2) * noise,
            "√(2η) goes with a drift of η s(x); here the drift is η/2 s(x), the noise √η z.": (
                x + step / 2 * s + math.sqrt(2 * step) * noise
            ),
            "another convention: η s(x) + √(2η) z is a step of size 2η in this course's.": (
                x + step * s + math.sqrt(2 * step) * noise
            ),
            "√η has slipped into the drift; its factor is η/2.": x + root / 2 * s + root * noise,
            "the noise does not act.": x + step / 2 * s,
            "the score does not act.": x + root * noise,
            "the sign of the noise: it is added as it comes.": x + step / 2 * s - root * noise,
            "this is only the change; add it to x.": step / 2 * s + root * noise,
        }
        right = x + step / 2 * s + root * noise
        try:
            compare(call(lambda y, z, a=step: answer(y, _pull, a, z), x, noise), right, mistakes, at=x)
        except CheckFailed as failed:
            again = [call(lambda y, z, a=step: answer(y, _pull, a, z), x, noise) for _ in range(2)]
            if all(isinstance(v, Tensor) and v.shape == x.shape for v in again) and not close(*again):
                raise CheckFailed("your step draws its own noise; use the `noise` it is given.") from failed
            raise


SPREAD, CENTRE, STEP, STEPS, WALKERS = 0.6, -0.5, 0.25, 5, 40_000


def _towards_centre(x):
    return -(x - CENTRE) / SPREAD**2


@check("2.4", "a walk from anywhere to a sample, repeatable where a generator is given.")
def check_langevin_sample(answer):
    """Mean and variance after a few steps on a Gaussian, where both are known, and the stream of noise."""
    for d, dtype in ((2, torch.float32), (1, torch.float64)):
        x0 = torch.full((WALKERS, d), 1.5, dtype=dtype)
        try:
            x = call(lambda y: answer(_towards_centre, y, STEP, STEPS, torch.Generator().manual_seed(3)), x0)
        except NotImplementedError as error:
            if traceback.extract_tb(error.__traceback__)[-1].name != "langevin_step":
                raise
            words = "it calls langevin_step, which is not written yet (Exercise 2.3); sampling.langevin_step is."
            raise CheckFailed(words) from None
        _is_a_state(x, x0)
        _is_after(STEPS, x.detach().double())
    _uses_its_generator(answer, _points(20, 2))


def _is_a_state(x, x0):
    if isinstance(x, (tuple, list)):
        raise CheckFailed(f"this returned {a_what(x)}; only the last state is wanted, a tensor (n, d).")
    if isinstance(x, Tensor) and x.ndim == 3:
        raise CheckFailed(f"this returned all states, shape {tuple(x.shape)}; only the last is wanted, (n, d).")
    if isinstance(x, Tensor) and x.shape == x0.shape and x.dtype == x0.dtype and x.isfinite().all():
        return
    compare(x, x0)


def _moments(steps: int) -> tuple[float, float]:
    """The exact mean and variance of the walk from 1.5: x' = (1 − η/2σ²) x + √η z about the centre."""
    shrink = 1 - STEP / (2 * SPREAD**2)
    return CENTRE + shrink**steps * (1.5 - CENTRE), STEP * (1 - shrink ** (2 * steps)) / (1 - shrink**2)


def _is_after(steps: int, x: Tensor):
    mean, variance = _moments(steps)
    error, doubt = math.sqrt(variance / len(x)), variance * math.sqrt(2 / len(x))  # one standard error of each
    found, spread = x.mean(0), x.var(0)
    shrink = 1 - STEP / (2 * SPREAD**2)

    def near(value, want, allowed):
        """Whether a value lies within six standard errors."""
        return bool(((value - want).abs() < 6 * allowed).all())

    if bool((spread < 1e-6 * variance).all()):
        if bool((x - x[0]).abs().max() < 1e-6) and not near(found, mean, error):
            raise CheckFailed("all walkers get the same noise: draw one number per point and coordinate, (n, d).")
        raise CheckFailed("no noise: without it all walkers climb to the mode, and none is a sample.")
    if not near(found, mean, error):
        for other in (0, steps - 1, steps + 1):
            if near(found, _moments(other)[0], error):
                raise CheckFailed(f"{other} steps where {steps} were asked for.")
        raise CheckFailed(
            f"after {steps} steps on a Gaussian the walkers should have the mean {mean:.3f}; yours have "
            f"{found[0].item():.3f}. Does every step go on from the last, with drift η/2 s(x)? "
            "If you call your langevin_step, let its own check pass first."
        )
    if x.shape[1] > 1:
        together = ((x - found) / x.std(0)).prod(1).mean().abs().item()
        if together > 6 / math.sqrt(len(x)):
            raise CheckFailed("the coordinates of a point share their noise: draw one number for each, (n, d).")
    if not near(spread, variance, doubt):
        words = {
            "the last step got no noise; every step has some here.": variance - STEP,
            "the noise is multiplied by η; its factor is √η.": STEP * variance,
            "√(2η) goes with a drift of η s(x); here the drift is η/2 s(x), the noise √η z.": 2 * variance,
            "the same noise in every step: draw anew inside the loop.": (
                STEP * ((1 - shrink**steps) / (1 - shrink)) ** 2
            ),
        }
        for said, wrong in words.items():
            if near(spread, wrong, wrong * math.sqrt(2 / len(x))):
                raise CheckFailed(said)
        raise CheckFailed(
            f"after {steps} steps on a Gaussian the walkers should have the variance {variance:.3f}; yours have "
            f"{spread[0].item():.3f}. Is the noise standard normal, times √η, fresh in every step?"
        )


def _uses_its_generator(answer, x0):
    def walk(generator=None):
        """Where two steps lead."""
        return call(lambda y: answer(_towards_centre, y, STEP, 2, generator), x0)

    with torch.random.fork_rng(devices=[]):  # leaves the notebook's own stream as it was
        torch.manual_seed(5)
        one, two = walk(torch.Generator().manual_seed(7)), walk(torch.Generator().manual_seed(7))
        if not torch.equal(one, two):
            raise CheckFailed(
                "two generators with the same seed gave different walks: hand `generator` to every draw, "
                "torch.randn(..., generator=generator)."
            )
        stream = torch.Generator().manual_seed(7)
        if torch.equal(walk(stream), walk(stream)):
            raise CheckFailed("two walks from one generator are the same: draw from it without seeding it again.")
        try:
            answer(_towards_centre, x0.clone(), STEP, 2)
        except TypeError as error:
            if "argument" not in str(error):
                raise
            raise CheckFailed("your function must also work without a generator: keep generator=None.") from None
        torch.manual_seed(5)
        first, second = walk(), walk()
        if torch.equal(first, second):
            raise CheckFailed("two walks without a generator are the same: None means the global stream, not a seed.")
        torch.manual_seed(5)
        if not torch.equal(walk(), first):
            raise CheckFailed("torch.manual_seed does not repeat a walk without a generator: draw with torch.randn.")
