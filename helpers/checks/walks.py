"""The checks of notebook 2, second part: Langevin steps and walks."""

import math
import traceback
from itertools import combinations, pairwise

import torch
from torch import Tensor

from helpers.checks.common import (
    CheckFailed,
    a_what,
    call,
    check,
    close,
    compare,
    device,
    of_batches,
    points,
    steep,
)

BACKWARDS = (
    "the sign of the drift: add η/2 s(x), which already points towards the likely."
)
NO_HALF = "the ½ is missing: the drift is η/2 s(x), or the noise is too weak for it."
NO_ROOT = "the noise is multiplied by η; its factor is √η."
TOO_LITTLE = "√(η/2) before the noise: its factor is √η."
TOO_MUCH = (
    "√(2η) goes with a drift of η s(x); here the drift is η/2 s(x), the noise √η z."
)
CONVENTION = (
    "another convention: η s(x) + √(2η) z is a step of size 2η in this course's."
)
PLACES = (
    "your walkers change places: row i of the result belongs to the walker from row i"
    " of x0."
)
# by fourth moment
KINDS = {
    1: "Coin flips",
    1.8: "Uniform numbers",
    0.2: "torch.rand's numbers between 0 and 1",
}
OWN_NOISE = (
    "your step draws its own noise, or seeds some; use the `noise` that it is given,"
    " and nothing random."
)
NO_SCORE = "the score does not act; if you divide with //, a small step_size // 2 is 0."


@check("2.3", "half a step of score, a root of a step of noise.")
def check_langevin_step(answer):
    """x + η/2 s(x) + √η z for a score that the answer cannot know, the last time a
    steep one.
    """
    for n, d, dtype, η, scale in (
        (6, 2, torch.float32, 0.09, 2),
        (4, 1, torch.float64, 0.3, 2),
        (1, 3, torch.float64, 1.7, 20),
    ):
        x, z = (
            points(n, d, dtype=dtype, scale=scale),
            points(n, d, seed=2, dtype=dtype, scale=scale),
        )
        got, (right, mistakes) = _step(answer, x, η, z), _steps(x, η, z)
        try:
            compare(got, right, mistakes | _other_factors(got, x, η, z), at=x)
        except CheckFailed as failed:
            again = [_step(answer, x, a, z) for a in (η, η, η / 2)]
            if not all(
                isinstance(v, Tensor) and v.shape == x.shape and v.isfinite().all()
                for v in again
            ):
                raise
            if not close(*again[:2]):
                raise CheckFailed(OWN_NOISE) from failed
            if close(*again[1:]):
                raise CheckFailed(
                    "`step_size` changes nothing in your step; it is the η of the"
                    " formula."
                ) from failed
            raise


def _step(answer, x, η, z):
    given = []
    score = _with_care(lambda y: given.append(steep(y)) or given[-1])
    with torch.random.fork_rng(devices=[]):
        stream = torch.default_generator.manual_seed(23).get_state()
        result = call(lambda y, noise: answer(y, score, η, noise), x, z)
        if not torch.equal(torch.get_rng_state(), stream):
            raise CheckFailed(OWN_NOISE)
    if any(s._version for s in given):
        raise CheckFailed(
            "you write into the tensor that score_fn returns, which may be kept;"
            " compute a new one."
        )
    return result


def _steps(x, η, z):
    """The right step, and the wrong ones."""
    s = steep(x)
    drift, push = η / 2 * s, math.sqrt(η) * z
    pushed = x + push
    return x + drift + push, {
        BACKWARDS: x - drift + push,
        NO_HALF: x + 2 * drift + push,
        NO_ROOT: x + drift + η * z,
        "the noise is multiplied by 1; its factor is √η.": x + drift + z,
        TOO_LITTLE: x + drift + math.sqrt(η / 2) * z,
        TOO_MUCH: x + drift + math.sqrt(2 * η) * z,
        CONVENTION: x + η * s + math.sqrt(2 * η) * z,
        "√η has slipped into the drift; its factor is η/2.": (
            x + math.sqrt(η) / 2 * s + push
        ),
        "η/2 multiplies the noise as well; it belongs to the score alone.": (
            x + drift + η / 2 * push,
            x + drift + η / 2 * z,
        ),
        "the noise does not act.": x + drift,
        NO_SCORE: x + push,
        "the sign of the noise: it is added as it comes.": x + drift - push,
        "this is only the change; add it to x.": drift + push,
        "all points drift alike, by the mean score of the batch; each has a score of its own.": (
            x + drift.mean(0) + push
        ),
        "all points get the noise of the first one; each row of `noise` belongs to one point.": (
            x + drift + push[:1]
        ),
        "the noise is shifted and scaled to mean 0 and spread 1; use it as it comes.": (
            tuple(
                x + drift + math.sqrt(η) * (z - z.mean(*over)) / z.std(*over)
                for over in ((), (0,))[: len(z)]
            )
        ),
        "the score is scaled to length one; its length says how far to drift.": (
            x + η / 2 * s / s.norm(dim=1, keepdim=True) + push
        ),
        "the score is clipped: where it is large, the drift must be long.": tuple(
            x + η / 2 * s.clamp(-most, most) + push
            for most in (1, 5, 10, 50, 100, 300, 1000)
        ),
        "the drift is −η/2 x, as for a standard Gaussian; use the score_fn that you are given.": (
            x - η / 2 * x + push
        ),
        "the score is taken in the wrong place: s(x) is the score before the step, and before the noise.": (
            pushed + η / 2 * steep(pushed),
            x + (drift + η / 2 * steep(x + drift)) / 2 + push,
        ),
    }


def _other_factors(got, x, η, z):
    """The mistake of an answer with any other factors before s(x) and z."""
    if not isinstance(got, Tensor) or got.shape != x.shape or not got.isfinite().all():
        return {}
    terms = torch.stack([steep(x), z], -1).double()
    change = (got.detach() - x).double()[..., None]
    factors = torch.linalg.lstsq(terms.flatten(0, 1), change.flatten(0, 1)).solution
    a, b = factors.flatten().tolist()
    words = (
        f"for η = {η:g} you add {a:.3g} s(x) + {b:.3g} z, where {η / 2:.3g} s(x) +"
        f" {math.sqrt(η):.3g} z is right."
    )
    return {words: x + (terms @ factors)[..., 0].to(x.dtype)}


def _with_care(score):
    """The score, once it is seen that it gets a batch and may differentiate."""

    def score_fn(x):
        """s(x)."""
        if not torch.is_grad_enabled():
            raise CheckFailed(
                "you call score_fn with gradients switched off, where a score by"
                " autograd fails; keep no_grad away from it."
            )
        return of_batches(score, "score_fn")(x)

    return score_fn


CENTRE, SPREAD, STEP, STEPS, WALKERS = -0.5, 0.6, 0.25, 5, 20_000
KEEP = 1 - STEP / (2 * SPREAD**2)  # about the centre a step is x' = KEEP x + √η z


def _towards_centre(x):
    return -(x - CENTRE) / SPREAD**2


@check(
    "2.4",
    "a walk from anywhere to a sample, repeatable by its generator.",
    may_call=("sampling.langevin_step",),
)
def check_langevin_sample(answer):
    """A few steps on a Gaussian, where everything is known, other walks whose averages
    are, and the stream of noise.
    """
    astray = _astray(answer)
    for d, dtype in ((2, torch.float32), (1, torch.float64)):
        x0, seen = CENTRE + points(WALKERS, d, seed=2024, dtype=dtype), []
        x = _walk(answer, x0, STEPS, _seeded(3), seen=seen)
        seen = [place for place in seen if place.shape == x0.shape]
        states = [x0.double(), *seen, x.detach().double()]
        states = [states[0]] + [b for a, b in pairwise(states) if not torch.equal(a, b)]
        if len(states) == STEPS + 1:
            _is_a_walk(torch.stack(states))
        elif astray:
            _say_where_it_stops(states, seen)
    _draws_normal_numbers(answer)
    if astray:
        raise CheckFailed(astray)
    _walks_far(answer)
    _uses_its_generator(answer, points(20, 2))


def _seeded(seed):
    return torch.Generator(device()).manual_seed(seed)


def _walk(answer, x0, steps, *generator, score=_towards_centre, step=STEP, seen=None):
    """Where the answer's walk leads; the places at which it asks for the score are
    added to `seen`.
    """

    def watched(x):
        """s(x)."""
        if seen is not None:
            seen.append(x.detach().to("cpu", torch.float64, copy=True))
        return score(x)

    try:
        x = call(lambda y: answer(_with_care(watched), y, step, steps, *generator), x0)
    except NotImplementedError as error:
        if traceback.extract_tb(error.__traceback__)[-1].name != "langevin_step":
            raise
        words = (
            "it calls langevin_step, which is not written yet (Exercise 2.3);"
            " sampling.langevin_step is."
        )
        raise CheckFailed(words) from None
    if isinstance(x, (tuple, list)):
        raise CheckFailed(
            f"this returned {a_what(x)}; only the last state is wanted, a tensor"
            " (n, d)."
        )
    if isinstance(x, Tensor) and x.ndim == 3:
        raise CheckFailed(
            f"this returned all states, shape {tuple(x.shape)}; only the last is"
            " wanted, (n, d)."
        )
    if not (
        isinstance(x, Tensor)
        and x.shape == x0.shape
        and x.dtype == x0.dtype
        and x.isfinite().all()
    ):
        compare(x, x0)
    return x


def _is_a_walk(states):
    """Raise `CheckFailed` unless states (steps + 1, n, d) are Langevin steps with fresh
    noise.
    """
    # six standard errors of a mean
    z, few = (_noise(states), 6 / math.sqrt(states[0].numel()))
    if (z.std(1) < 1e-3).all():
        if z.abs().max() > 1e-3:
            raise CheckFailed(
                "all walkers get the same noise: draw one number per point and"
                " coordinate, (n, d)."
            )
        raise CheckFailed(
            "no noise: without it all walkers climb to the mode, and none is a sample."
        )
    orders = z.sort(1).values
    for k, m in combinations(range(STEPS), 2):
        if close(z[k], z[m], 1e-3):
            words = "draw anew in every step, inside the loop, and seed nothing."
            raise CheckFailed(f"steps {k + 1} and {m + 1} get the same noise: {words}")
        if close(orders[k], orders[m], 1e-3):
            raise CheckFailed(
                f"step {m + 1} only shuffles the noise of step {k + 1} among the"
                " walkers; draw anew."
            )
    if torch.corrcoef(states[-2:].flatten(1))[0, 1].abs() < 0.1:
        raise CheckFailed(PLACES)
    for others in (states[1:-1], states[:-1]):
        last = (len(others) + 1) * states[-1] - others.sum(0)
        if (_noise(torch.stack([states[-2], last])).var() - 1).abs() < 0.1:
            raise CheckFailed(
                "this is the average of the states on the way; only the last state is"
                " wanted."
            )
    slope, error = _slopes(states)
    if (
        (z.mean((1, 2)).abs() > few) | ((z.var((1, 2)) - 1).abs() > math.sqrt(2) * few)
    ).any() or abs(slope[0] - 1) > 6 * error[0]:
        _say_how_it_steps(states)
    if ((z[1:] * z[:-1]).mean((1, 2)).abs() > few).any():
        raise CheckFailed(
            "the noise of a step depends on that of the step before: every step draws"
            " anew."
        )


def _noise(states):
    """What z must have been in each step.  (steps + 1, n, d) -> (steps, n, d)"""
    return (states.diff(dim=0) - STEP / 2 * _towards_centre(states[:-1])) / math.sqrt(
        STEP
    )


def _slopes(states):
    """The drift of each step in units of η/2 s(x), and its standard error, by
    regression.  -> (steps,), (steps,)
    """
    s = _towards_centre(states[:-1])
    s = s - s.mean(1, keepdim=True)
    size = s.square().sum((1, 2))
    return (states.diff(dim=0) * s).sum((1, 2)) / size * 2 / STEP, 2 / (
        STEP * size
    ).sqrt()


def _say_how_it_steps(states):
    """Raise `CheckFailed` for steps of a wrong size."""
    slope = _slopes(states)[0]
    size = (
        states.diff(dim=0)
        - slope[:, None, None] * STEP / 2 * _towards_centre(states[:-1])
    ).var((1, 2)) / STEP
    found = slope[0].item(), size[0].item()
    kinds = {
        (1, STEP): NO_ROOT,
        (1, 2): TOO_MUCH,
        (1, 0.5): TOO_LITTLE,
        (2, 2): CONVENTION,
        (2, 1): NO_HALF,
        (-1, 1): BACKWARDS,
        (0, 1): NO_SCORE,
    }
    for (a, b), words in kinds.items():
        if abs(found[0] - a) < 0.03 and abs(found[1] - b) < 0.06 * b:
            raise CheckFailed(words)
    if (slope - size).abs().max() < 0.1 < (size - 1).abs().max():
        raise CheckFailed(
            "your steps change on the way: step_size holds for every step."
        )
    z = _noise(states)
    k = (z.mean((1, 2)).abs() + (z.var((1, 2)) - 1).abs()).argmax().item()
    raise CheckFailed(
        f"step {k + 1} has {slope[k]:.2f} times the drift η/2 s(x), and"
        f" {_of_noise(z[k])}"
    )


def _of_noise(z):
    """What is seen of noise that is not standard normal."""
    mean, square, fourth = (z.pow(k).mean().item() for k in (1, 2, 4))
    hint = next(
        (
            f" {kind} are not normal."
            for value, kind in KINDS.items()
            if abs(fourth - value) < 0.05
        ),
        "",
    )
    if not hint and 1 < z.abs().max() < 3.5:  # of 10⁵ normal numbers, forty are larger
        hint = f" None is larger than {z.abs().max():.2f}: normal numbers have tails."
    seen = (f"{round(value, 3) + 0.0:g}" for value in (mean, square - mean**2, fourth))
    return (
        "noise of mean {}, variance {} and fourth moment {}, where 0, 1 and 3 are"
        " right.".format(*seen)
        + hint
    )


def _say_where_it_stops(states, seen):
    """Raise `CheckFailed` for a walk that does not go from x0 over STEPS states to the
    last.
    """
    if not seen:
        raise CheckFailed(
            "your walk never asks score_fn for the score of all its points (n, d)."
        )
    if not torch.equal(seen[0], states[0]):
        raise CheckFailed(
            "the first score that you ask for is not that of x0, where the walk begins."
        )
    if len(seen) > 1 and len(states) == 2:
        raise CheckFailed(
            "every step starts from x0 again; it must go on from the state before."
        )
    steps = len(states) - 1
    if (
        len(seen) == steps == 1
        and abs(_slopes(torch.stack(states))[0].item() - STEPS) < 0.2
    ):
        raise CheckFailed(
            "the score is computed once, at the start; every step needs that of its own"
            " state."
        )
    hint = " Does `return` stand inside the loop?" if steps == 1 else ""
    raise CheckFailed(
        f"{steps} step{'s' * (steps != 1)} where {STEPS} were asked for.{hint}"
    )


def _draws_normal_numbers(answer):
    """Raise `CheckFailed` unless a step without a score adds a million independent
    standard normal numbers.
    """
    x0 = points(1000, 1000)
    z = (
        _walk(answer, x0, 1, _seeded(4), score=torch.zeros_like).detach().double() - x0
    ) / math.sqrt(STEP)
    if not z.any():
        raise CheckFailed(
            "where the score is zero your walkers stand still; every step gets noise,"
            " there too."
        )
    if (z * x0).mean().abs() > 0.1:
        raise CheckFailed(PLACES)
    # 1 for means of independent numbers
    tied, alike = (1000 * z.mean(k).square().mean() for k in (0, 1))
    if max(tied, alike) > 1.3:
        who = "walkers" if tied > alike else "coordinates of a point"
        raise CheckFailed(
            f"the {who} share their noise: draw one number per point and coordinate,"
            " (n, d)."
        )
    if min(tied, alike) < 0.7:
        who = "walkers" if tied < alike else "coordinates"
        words = (
            "subtract no mean, and give no two of them the same noise with opposite"
            " signs."
        )
        raise CheckFailed(f"the noise adds up to zero over the {who}: {words}")
    if z.var(1).min() < 0.5:
        raise CheckFailed(
            f"walker {z.var(1).argmin() + 1} of {len(z)} gets hardly any noise; each"
            " has its own."
        )
    for power, moment, variance in ((1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)):
        if abs(z.pow(power).mean() - moment) > 6 * math.sqrt(variance) / 1000:
            raise CheckFailed(f"a million of your random numbers are {_of_noise(z)}")


def _astray(answer):
    """What is wrong with the mean of two steps in a field that is curved and couples
    the coordinates, or "".
    """
    x0 = torch.tensor([2.0, -1.0, 0.5], dtype=torch.float64).expand(WALKERS, 3)
    x = _walk(
        answer, x0, 2, _seeded(5), score=lambda x: -x * x.square().sum(1, keepdim=True)
    ).detach()
    m = x0[0] * (1 - STEP / 2 * x0[0].square().sum())
    gap = x.mean(0) - m * (1 - STEP / 2 * (m.square().sum() + 5 * STEP))
    if (gap.abs() < 6 * x.std(0) / math.sqrt(WALKERS)).all():
        return ""
    words = "ask for the score at every state, and draw noise for each coordinate."
    return (
        f"with s(x) = −x|x|² the mean after two steps is off by {gap.norm():.2g}:"
        f" {words}"
    )


def _walks_far(answer):
    """Raise `CheckFailed` unless many small steps, from far away, lead to the right
    mean and variance.
    """
    steps, step, walkers, far = 320, 0.002, 500, -12
    keep, x0 = 1 - step / (2 * SPREAD**2), torch.full((walkers, 1), CENTRE + far)
    x = _walk(answer, x0, steps, _seeded(6), step=step).detach() - CENTRE
    variance = step * (1 - keep ** (2 * steps)) / (1 - keep**2)
    spread = x.var() / variance
    if abs(x.mean() - far * keep**steps) > 6 * math.sqrt(
        variance * max(1, spread) / walkers
    ):
        way = math.log(max(x.mean().item() / far, 1e-9)) / math.log(keep)
        raise CheckFailed(
            f"{steps} small steps lead as far as {way:.0f} should: take them all, each"
            " of the full size."
        )
    if abs(spread - 1) > 6 * math.sqrt(2 / walkers):
        raise CheckFailed(
            f"{steps} small steps spread {spread:.2g} times the right variance: draw"
            " fresh noise in each."
        )


def _uses_its_generator(answer, x0):
    def walk(*generator):
        """Where sixty steps lead."""
        return _walk(answer, x0, 60, *generator)

    # the notebook's own stream
    with torch.random.fork_rng(devices=[device()] if device().type == "cuda" else []):
        torch.manual_seed(5)
        stream, whole = _seeded(7), torch.get_rng_state()
        first, untouched = walk(stream), torch.equal(torch.get_rng_state(), whole)
        if not torch.equal(first, walk(_seeded(7))):
            raise CheckFailed(
                "two generators of one seed give different walks: hand `generator` to"
                " every draw."
            )
        if not untouched:
            raise CheckFailed(
                "with a generator your walk moves the global stream too: draw from the"
                " generator alone."
            )
        if torch.equal(first, walk(_seeded(8))):
            raise CheckFailed(
                "generators with different seeds give the same walk: don't seed"
                " anything yourself."
            )
        if torch.equal(first, walk(stream)):
            raise CheckFailed(
                "two walks from one generator are the same: draw from it, not from a"
                " copy or its seed."
            )
        torch.manual_seed(5)
        first, second = walk(), walk()
        if torch.equal(first, second):
            raise CheckFailed(
                "two walks without a generator are the same: None means the global"
                " stream, not a seed."
            )
        torch.manual_seed(5)
        if not torch.equal(walk(), first):
            words = "keep generator=None, and give that to torch.randn."
            raise CheckFailed(
                f"torch.manual_seed does not repeat a walk without a generator: {words}"
            )
