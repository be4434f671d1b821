"""The checks of notebook 2, first part: energies and what their normaliser costs."""

import torch
from torch import Tensor

from helpers.checks.common import (
    CheckFailed,
    a_what,
    call,
    case,
    check,
    close,
    compare,
    leaves_no_traces,
    of_batches,
    points,
    steep,
    steep_energy,
)
from helpers.distributions import double_well, ring

UPHILL = (
    "right length, wrong way: your arrows climb in energy. High energy is unlikely, so"
    " the score is minus ∇E."
)
LIMITS = (1, 5, 10, 50, 100, 1000)


@check("2.1", "downhill in energy, with no Z in sight.")
def check_score_from_energy(answer):
    """−∇E(x) of energies that the answer cannot know: near, without a floor, and far up
    a steep slope.
    """
    for n, d, dtype, scale, lift, where in (
        (6, 3, torch.float32, 1, 0, ""),
        (4, 1, torch.float64, 1, 0, ""),
        (
            5,
            2,
            torch.float32,
            1,
            -1000,
            "deep down, where E < 0 and exp(−E) is infinite: ",
        ),
        (5, 2, torch.float64, 20, 0, "high up, where E > 1000 and exp(−E) is 0: "),
    ):
        x = points(n, d, dtype=dtype, scale=scale)
        s, p = steep(x), (-steep_energy(x)).exp()[:, None]
        length = s.norm(dim=1, keepdim=True)
        mistakes = {
            UPHILL: -s,
            "your score is 0: an energy may be any number; add nothing to exp(−E), and cut nothing off.": (
                0 * s
            ),
            "off by a factor n: differentiate the sum over the batch, not the mean.": (
                s / n
            ),
            "off by a factor n, and uphill: differentiate minus the sum over the batch, not the mean.": (
                -s / n
            ),
            "this is the gradient of exp(−E); the score is that of its logarithm, −E.": (
                p * s
            ),
            "this is the gradient of exp(E); the score is the gradient of −E.": -s / p,
            "right direction, wrong length: all your arrows have length one. A score also says how steep it is.": (
                s / length
            ),
            "the score is clipped: where the slope is steep, the arrow is long.": tuple(
                clipped
                for most in LIMITS
                for clipped in (s.clamp(-most, most), s * (most / length).clamp(max=1))
            ),
            "only the first point gets its score: add up the energies of all points before you differentiate.": torch.cat(
                [s[:1], 0 * s[1:]]
            ),
            "an arrow has a coordinate for each of x: don't take the first alone.": s[
                :, :1
            ],
            "this is the whole Jacobian, each energy by each point: differentiate the sum of the energies.": (
                torch.eye(n, dtype=dtype)[..., None] * s
            ),
            "this is the score of the valley (x − 2)², whatever the energy: differentiate energy_fn.": (
                -2 * (x - 2)
            ),
        }
        exact = "differences are not exact; autograd is."
        with case(where):
            compare(
                call(answer, x, _lifted(lift, dtype)), s, mistakes, at=x, nearly=exact
            )
    x = points(5, 2)
    compare(
        call(answer, x, lambda y: ring(y)),
        -(x.square().sum(-1, keepdim=True) - 4) * x / 0.72,
        at=x,
    )
    leaves_no_traces(answer, 1, "energy_fn")


def _lifted(constant, dtype):
    """`steep_energy` and a constant, of batches only; as in a network, x meets weights
    of a dtype.
    """
    return of_batches(
        lambda x: (
            steep_energy(x @ torch.eye(x.shape[1], dtype=dtype, device=x.device))
            + constant
        ),
        "energy_fn",
    )


@check("2.2", "one number for a whole landscape, at n_points evaluations.")
def check_partition_function(answer):
    """∫ exp(−E) over energies that vanish, or rather soar, at both ends; the first is
    small, Z = 0.0016.
    """
    # torch.arange(low, high + h, h) has a node too many
    cases = (
        (lambda x: (x - 1).square().sum(-1) + 7, -4.0, 8.0, 41),
        (lambda x: double_well(x, 1.2, 0.4) - 3.51, -3.25, 4.5, 141),
    )
    for energy, low, high, n in cases:
        x = torch.linspace(low, high, n, dtype=torch.float64)
        E = energy(x[:, None])
        length, step = high - low, (high - low) / (n - 1)
        w = (-E).exp()
        Z = w.sum() * step
        mistakes = {
            "the sign of the exponent: exp(−E), or likely and unlikely change places.": (
                E.exp().sum() * step,
                torch.trapezoid(E.exp(), x),
            ),
            "the spacing of the nodes is missing: each value stands for a strip of width h.": (
                w.sum()
            ),
            "a mean is no integral: multiply by the length of the interval.": w.mean(),
            "off by (n − 1)/n: n nodes leave n − 1 gaps between them, so h = (high − low)/(n − 1).": (
                Z * (n - 1) / n
            ),
            "half of the integral: only the two nodes at the ends have the weight ½.": (
                Z / 2
            ),
            "the width of a strip is (high − low)/(n − 1); you left out low.": (
                Z * high / length
            ),
            "about n times too large: a column (n, 1) times a row (n,) is a table (n, n).": (
                length * w.sum(),
                n * Z,
            ),
            "the exponential comes before the mean: average exp(−E), not E.": (
                length * (-E.mean()).exp(),
                (-E.mean()).exp(),
            ),
            "this is 1, as for every normalised density; Z is what one would have to divide by.": torch.ones_like(
                Z
            ),
            "this is log Z.": Z.log(),
            "this is 1/Z.": 1 / Z,
            "this is the integral of E; that of exp(−E) is wanted.": (
                E.sum() * step,
                torch.trapezoid(E, x),
            ),
            "this is the integral of −E; that of exp(−E) is wanted.": -E.sum() * step,
            "something is added to exp(−E) or to Z, or small values are cut off; add up exp(−E) as it comes.": tuple(
                wrong
                for ε in (1e-3, 1e-4, 1e-5, 1e-6)
                for wrong in (Z + ε, Z + length * ε, torch.trapezoid(w.clamp(min=ε), x))
            ),
            "this is rounded, and Z may be small: return it with all its digits.": (
                tuple(Z.round(decimals=digits) for digits in (0, 1, 2, 3, 4))
            ),
            "an energy may be negative: take E as it comes, without abs or clamp.": (
                tuple(
                    torch.trapezoid((-e).exp(), x)
                    for e in (E.abs(), E.clamp(min=0), E.clamp(min=-1), E.clamp(min=-2))
                )
            ),
        }
        batches = []
        got = _number(answer(_watched(energy, batches), low, high, n))
        _sees_all_nodes(batches, low, high, n)
        if got is None or not close(got, Z, 1e-3):
            compare(
                got,
                Z,
                mistakes,
                nearly="one part in a thousand is wanted. Do you round?",
            )


def _watched(energy, batches):
    """The energy, which refuses whatever are no points (n, 1), and remembers the
    others.
    """

    def watched(x):
        """E(x)."""
        if not isinstance(x, Tensor):
            raise CheckFailed(
                f"energy_fn takes a tensor of points; you gave it {a_what(x)}."
            )
        if x.ndim != 2 or x.shape[1] != 1:
            raise CheckFailed(
                "energy_fn takes the nodes as a column of points, (n_points, 1); you"
                f" gave it {tuple(x.shape)}."
            )
        batches.append(x.detach().to("cpu", torch.float64).flatten().sort().values)
        return energy(x)

    return watched


def _sees_all_nodes(batches, low, high, n):
    """Raise `CheckFailed` unless one of the batches that the energy has met holds the
    nodes that are asked for.
    """
    want = torch.linspace(low, high, n, dtype=torch.float64)
    if not batches or any(
        len(nodes) == n and (nodes - want).abs().max() < 1e-4 for nodes in batches
    ):
        return
    if len(batches) > 1:
        raise CheckFailed(
            f"you call energy_fn {len(batches)} times, with some nodes each; hand over"
            f" all {n} at once."
        )
    (nodes,) = batches
    if len(nodes) != n:
        raise CheckFailed(
            f"you use {len(nodes)} nodes where n_points = {n} are asked for, both ends"
            " included."
        )
    gaps = nodes.diff()
    if gaps.max() - gaps.min() > 0.02 * gaps.mean():
        raise CheckFailed(
            f"the nodes are not evenly spaced: gaps run from {gaps.min():.2g} to"
            f" {gaps.max():.2g}; torch.linspace gives equal ones."
        )
    raise CheckFailed(
        f"the nodes run from {nodes[0]:.6g} to {nodes[-1]:.6g}; "
        f"from low to high, {low:g} to {high:g}, both included, is wanted."
    )


def _number(result):
    """A number of any kind as a float64 scalar."""
    if result is None:
        return None
    if isinstance(result, (tuple, list, str, dict)) or callable(result):
        raise CheckFailed(
            f"your function returns {a_what(result)}; one number is expected."
        )
    value = torch.as_tensor(result).detach().cpu()
    if value.is_complex():
        raise CheckFailed(
            "your function returns a complex number; an integral of exp(−E) is real."
        )
    if value.numel() != 1:
        raise CheckFailed(
            f"your function returns {value.numel()} numbers; one is expected: add up"
            " the strips."
        )
    return value.double().reshape(())
