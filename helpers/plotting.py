"""One verb per figure: it takes callables, makes its panels and shows them, with `alt`
for those who cannot see them.

The whole series keeps one window, equal aspect, one palette: truth blue, model orange
(both safe for colour-blind readers), and one rule for arrows: none reaches the next
arrow's foot, so its length is ‖s‖/(‖s‖ + unit) of a cell.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.display import Image, display
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator
from PIL import Image as Picture
from torch import Tensor

# Points (n, d) -> numbers (n,) or arrows (n, d)
Function = Callable[[Tensor], Tensor]


class Distribution(Protocol):
    """What a density and a score are drawn of."""

    def log_prob(self, x: Tensor, /) -> Tensor:
        """log p(x).  x: (n, d) -> (n,)."""

    def score(self, x: Tensor, /) -> Tensor:
        """∇ₓ log p(x).  x: (n, d) -> (n, d)."""


# Okabe and Ito (2008)
TRUTH, MODEL, THIRD, INK = ("#0072B2", "#D55E00", "#009E73", "#333333")
PALETTE = [TRUTH, MODEL, THIRD, "#CC79A7", "#E69F00", "#56B4E9"]
DENSITY = LinearSegmentedColormap.from_list(
    "density", ["#ffffff", "#cfe3f1", "#8fbfe0"]
)
# blue, white, orange
SHADES = LinearSegmentedColormap.from_list("shades", ["#9ccbe8", "#ffffff", "#f2b48c"])
WINDOW = 4.0  # every plane is drawn over [−4, 4]²
WIDTH = 7.2  # inches across the page

_device = torch.device("cpu")


def use_style(device: torch.device | str = "cpu") -> None:
    """Set the look of every figure, and the device on which the functions to be drawn
    are evaluated.
    """
    global _device
    _device = torch.device(device)
    plt.rcParams.update(
        {
            "figure.dpi": 100,
            "font.size": 9.5,
            "axes.titlesize": 10.5,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": "#888888",
            "axes.labelcolor": INK,
            "text.color": INK,
            "xtick.color": "#555555",
            "ytick.color": "#555555",
            "axes.grid": True,
            "grid.color": "#e8e8e8",
            "grid.linewidth": 0.7,
            "axes.axisbelow": True,
            "axes.prop_cycle": plt.cycler(color=PALETTE),
            "lines.linewidth": 1.9,
            "legend.frameon": False,
            "legend.fontsize": 9,
        }
    )


# Figures


def new_figure(
    columns: int = 1, height: float | None = None
) -> tuple[Figure, list[Axes]]:
    """A figure as wide as the page with `columns` panels side by side.  height:
    inches.
    """
    height = height or {1: 2.8, 2: 3.2, 3: 2.75}.get(columns, 2.2)
    figure, axes = plt.subplots(
        1, columns, figsize=(WIDTH, height), layout="constrained", squeeze=False
    )
    return figure, list(axes[0])


@contextmanager
def panels(columns: int = 1, *, alt: str, height: float | None = None) -> Iterator[Any]:
    """Give axes to draw on, one or a list of `columns`; then show the figure with the
    text `alt` beside it.
    """
    figure, axes = new_figure(columns, height)
    try:
        yield axes[0] if columns == 1 else axes
        show(figure, alt)
    finally:
        plt.close(figure)


def show(figure: Figure, alt: str) -> None:
    """Display a figure, sharp on any screen, with `alt` for those who cannot see it."""
    image = Image(
        png(figure), format="png", width=round(figure.get_figwidth() * figure.dpi)
    )
    # Image(alt=…) is unknown to Colab's IPython
    display(image, metadata={"image/png": {"alt": " ".join(alt.split())}})


def png(figure: Figure, sharpness: float = 1.8, colours: int = 256) -> bytes:
    """The figure as a PNG of few colours: a third of the size, and nobody sees the
    difference.
    """
    small = io.BytesIO()
    picture = Picture.open(io.BytesIO(quick_png(figure, sharpness))).convert("RGB")
    # Maximum coverage keeps rare colours, such as that of one small cross.
    picture.quantize(colours, Picture.Quantize.MAXCOVERAGE).save(
        small, "png", optimize=True
    )
    return small.getvalue()


def quick_png(figure: Figure, sharpness: float = 1.4) -> bytes:
    """The figure as a PNG, made in half the time: for figures that a slider moves.
    sharpness: dots per CSS pixel.
    """
    raw = io.BytesIO()
    figure.savefig(raw, format="png", dpi=sharpness * figure.dpi)
    return raw.getvalue()


# Figures of one coordinate: functions (n, 1) -> (n,) or (n, 1)


def views(p: Distribution, at: float, alt: str) -> None:
    """A density, its logarithm with the tangent at a point, and the tangent's slope:
    the score.
    """
    point = torch.tensor([[at]])
    height, slope = _values(p.log_prob, point).item(), _values(p.score, point).item()
    with panels(3, alt=alt) as (left, middle, right):
        curves({"": density(p)}, left, "density $p(x)$")
        curves({"": p.log_prob}, middle, r"its logarithm $\log p(x)$")
        curves({"": p.score}, right, r"slope of $\log p$: the score")
        near = np.array([at - 0.9, at + 0.9])
        middle.plot(near, height + slope * (near - at), at, height, "o", color=INK)
        middle.annotate(
            f"slope {slope:.1f}",
            (at, height),
            xytext=(8, 6),
            textcoords="offset points",
        )
        right.plot(at, slope, "o", color=INK)


def densities_and_scores(distributions: dict[str, Distribution], alt: str) -> None:
    """Densities on the left, their scores on the right, under the labels that are their
    keys.
    """
    with panels(2, alt=alt) as (left, right):
        curves(
            {label: density(p) for label, p in distributions.items()}, left, "density"
        )
        curves({label: p.score for label, p in distributions.items()}, right, "score")


def curve_and_dots(
    curve: dict[str, Function],
    dots: dict[str, tuple[Tensor, ...]],
    alt: str,
    cloud: tuple[Tensor, ...] = (),
    log: tuple[float, ...] = (),
    xlabel: str = "$x$",
) -> None:
    """A function, and over it measured values: label -> (x, y) or (x, y, standard
    error), with bars of two errors.

    cloud: single values (x, y) behind both;  log: where both axes are logarithmic, the
    window (low, high) of x.
    """
    x = _log_line(*np.log10(log)) if log else _line()
    front: dict[str, Any] = {
        "fmt": "o",
        "markersize": 4,
        "capsize": 2,
        "color": MODEL,
        "zorder": 3,
    }
    with panels(alt=alt) as ax:
        if cloud:
            ax.plot(
                *(values.cpu() for values in cloud), ".", color="#bbbbbb", markersize=2
            )
        for label, fn in curve.items():
            ax.plot(x[:, 0], _values(fn, x).reshape(-1), label=label)
        for label, (at, value, *error) in dots.items():
            ax.errorbar(
                at.cpu(),
                value.cpu(),
                2 * error[0].cpu() if error else None,
                label=label,
                **front,
            )
        ax.set(xlim=log or (-WINDOW, WINDOW), xlabel=xlabel)
        if log:
            ax.set(xscale="log", yscale="log")
            ax.set_xticks(at, [f"{tick:g}" for tick in at.tolist()])
            ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=20))
            ax.yaxis.set_major_formatter("{x:g}")
            ax.minorticks_off()
        ax.legend()


def estimates(
    sizes: list[int], values: dict[str, tuple[Tensor, Tensor]], alt: str
) -> None:
    """Estimates with bars of two standard errors against the number of samples, and the
    line at zero.

    values: label -> (mean, error), each (len(sizes),).
    """
    with panels(alt=alt) as ax:
        for i, (label, (mean, error)) in enumerate(values.items()):
            # side by side, not on top of each other
            x = np.asarray(sizes) * 1.1 ** (i - (len(values) - 1) / 2)
            ax.errorbar(
                x,
                mean.cpu(),
                yerr=2 * error.cpu(),
                fmt="o",
                markersize=4,
                capsize=3,
                label=label,
            )
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.set(xscale="log", xlabel="samples")
        ax.legend()


def histograms(
    samples: dict[str, Tensor], densities: Function | dict[str, Function], alt: str
) -> None:
    """Histograms of samples (n,) or (n, 1) side by side, title -> samples, under the
    density that each should have.
    """
    with panels(len(samples), alt=alt) as axes:
        for ax, (title, x) in zip(np.atleast_1d(axes), samples.items(), strict=True):
            ax.hist(
                x.detach().cpu().flatten(),
                bins=60,
                range=(-WINDOW, WINDOW),
                density=True,
                color="#e7b48f",
            )
            curves(
                {"": densities[title] if isinstance(densities, dict) else densities},
                ax,
                title,
            )


def learning_curve(
    losses: list[float], held_out: dict[int, float], minimum: float, alt: str
) -> None:
    """The loss of every batch, the held-out loss (step -> loss), and the known minimum
    as a line.
    """
    with panels(alt=alt) as ax:
        ax.plot(losses, color="#e7b48f", linewidth=0.8, label="one batch")
        ax.plot(
            held_out.keys(),
            held_out.values(),
            "o-",
            color=MODEL,
            markersize=4,
            label="held out",
        )
        ax.axhline(
            minimum,
            color=TRUTH,
            linestyle="--",
            label=r"minimum, $-\frac{1}{2}E\|s^*\|^2$",
        )
        ax.set(xlabel="step", ylabel="loss", ylim=(minimum - 2.5, 0.5))
        ax.legend()


def power_laws(
    sizes: list[int], values: dict[str, list[float]], xlabel: str, ylabel: str, alt: str
) -> None:
    """Measured values against sizes on logarithmic axes, label -> one value per
    size.
    """
    with panels(alt=alt, height=3.2) as ax:
        for (label, y), style in zip(
            values.items(), ["o-", "s--", "^-.", "d:"], strict=False
        ):
            ax.loglog(sizes, y, style, markersize=4, label=label)
        ax.set(xlabel=xlabel, ylabel=ylabel)
        ax.legend()


def curves(
    functions: dict[str, Function],
    ax: Axes,
    title: str = "",
    limits: tuple[float, float] | None = None,
) -> None:
    """Functions over the window, under the labels that are their keys."""
    x = _line()
    for (label, fn), style in zip(
        functions.items(), ["-", "--", "-.", ":"] * 2, strict=False
    ):
        ax.plot(x[:, 0], _values(fn, x).reshape(-1), style, label=label)
    ax.set(title=title, xlabel="$x$", xlim=(-WINDOW, WINDOW), ylim=limits)
    if len(functions) > 1:
        ax.legend()


# Figures of the plane: scores (n, 2) -> (n, 2), log-densities (n, 2) -> (n,), points
# (n, 2)


def score_field(
    score_fn: Function,
    log_prob: Function | None = None,
    crosses: Tensor | None = None,
    *,
    alt: str,
    **how: Any,
) -> None:
    """A score as arrows, over the contours of its density where `log_prob` is given;
    `crosses` marks points.
    """
    with panels(alt=alt, height=4.2) as ax:
        field(score_fn, ax, log_prob, **how)
        if crosses is not None:
            cloud(crosses, ax, size=60, marker="x")


def score_fields(
    fields: dict[str, tuple[Function, Function | None]],
    points: Tensor | None = None,
    *,
    alt: str,
    colours: tuple[str, ...] = (TRUTH,) * 4,
    **how: Any,
) -> None:
    """Scores side by side on one scale, title -> (score_fn, log_prob), each with the
    same `points` on top.
    """
    with panels(len(fields), alt=alt) as axes:
        for ax, (title, (score_fn, log_prob)), colour in zip(
            axes, fields.items(), colours, strict=False
        ):
            field(score_fn, ax, log_prob, title, **{"n": 15, "colour": colour, **how})
            if points is not None:
                cloud(points, ax, size=2)


def clouds(
    points: dict[str, Tensor], log_prob: Function | None = None, *, alt: str
) -> None:
    """Clouds of points side by side, title -> (n, 2), over the contours of a density
    where one is given.
    """
    with panels(len(points), alt=alt) as axes:
        for ax, (title, x) in zip(axes, points.items(), strict=True):
            if log_prob is not None:
                contours(log_prob, ax)
            cloud(x, ax, title, alpha=0.5)  # a crowd looks darker than a few


def paths(states: Tensor, log_prob: Function, *, alt: str) -> None:
    """The ways of a few walkers over the contours of a density, their ends as dots.
    states: (T, n, 2).
    """
    with panels(alt=alt, height=4.2) as ax:
        contours(log_prob, ax)
        ax.plot(*states.detach().cpu().unbind(-1), linewidth=0.8)
        cloud(states[-1], ax, size=25)


def heatmap(
    values: Function,
    ax: Axes,
    title: str = "",
    label: str = "",
    n: int = 81,
    limits: tuple[float | None, float | None] = (None, None),
) -> None:
    """A function of the plane, (n, 2) -> (n,), in shades with a labelled scale."""
    z = _values(values, grid(n)).reshape(n, n)
    edges = (-WINDOW, WINDOW) * 2
    shades = ax.imshow(
        z, origin="lower", extent=edges, cmap=SHADES, vmin=limits[0], vmax=limits[1]
    )
    plt.colorbar(shades, ax=ax, label=label, shrink=0.8)
    ax.grid(False)
    plane(ax, title)


def field(
    score_fn: Function,
    ax: Axes,
    log_prob: Function | None = None,
    title: str = "",
    unit: float = 2.0,
    n: int = 19,
    colour: str = TRUTH,
) -> None:
    """Draw n × n arrows.  unit: the ‖s‖ at which an arrow is half as long as the
    distance to the next.
    """
    if log_prob is not None:
        contours(log_prob, ax)
    x = grid(n)
    s = _values(score_fn, x)
    arrows = (
        s / (np.linalg.norm(s, axis=1, keepdims=True) + unit) * 2 * WINDOW / (n - 1)
    )
    shape: dict[str, Any] = {
        "width": 0.005,
        "headwidth": 4,
        "headlength": 4.5,
        "minlength": 0.2,
    }
    ax.quiver(
        *x.T, *arrows.T, color=colour, angles="xy", scale_units="xy", scale=1, **shape
    )
    plane(ax, title)


def contours(log_prob: Function, ax: Axes, n: int = 161) -> None:
    """Draw a density, normalised or not, as filled contours at fixed fractions of its
    highest value.
    """
    log_p = _values(log_prob, grid(n)).reshape(n, n)
    axis = np.linspace(-WINDOW, WINDOW, n)
    levels = [0.01, 0.05, 0.15, 0.3, 0.5, 0.7, 0.9, 1.01]
    p = np.exp(log_p - log_p.max())
    ax.contourf(axis, axis, p, levels=levels, cmap=DENSITY, vmin=-0.1, vmax=1)
    ax.contour(axis, axis, p, levels=levels[:-1], colors="#7fb2d6", linewidths=0.5)


def cloud(
    x: Tensor,
    ax: Axes,
    title: str = "",
    size: float = 3,
    marker: str = "o",
    alpha: float = 1,
) -> None:
    """Draw points."""
    x = x.detach().cpu()
    ax.scatter(
        x[:, 0],
        x[:, 1],
        s=size,
        color=MODEL,
        marker=marker,
        alpha=alpha,
        linewidths=1.4 if marker == "x" else 0,
        zorder=3,
    )
    plane(ax, title)


def plane(ax: Axes, title: str = "") -> None:
    """The window that every plane of the series is seen through."""
    ax.set(
        xlim=(-WINDOW, WINDOW),
        ylim=(-WINDOW, WINDOW),
        aspect="equal",
        title=title or ax.get_title(),
    )
    ax.set(
        xticks=[-4, -2, 0, 2, 4],
        yticks=[-4, -2, 0, 2, 4],
        xlabel="$x_1$",
        ylabel="$x_2$",
    )
    ax.label_outer()


def grid(n: int = 19) -> Tensor:
    """n × n points over the window, row by row.  -> (n², 2)"""
    axis = torch.linspace(-WINDOW, WINDOW, n)
    return torch.cartesian_prod(axis, axis).flip(1)


def _line() -> Tensor:
    return torch.linspace(-WINDOW, WINDOW, 401)[:, None]


def _log_line(start: float, stop: float) -> Tensor:
    return torch.logspace(start, stop, 101)[:, None]


def density(p: Distribution) -> Function:
    """The density of a distribution as a function of x."""
    return lambda x: p.log_prob(x).exp()


def _values(fn: Function, x: Tensor) -> np.ndarray:
    # Not under no_grad: a score by autograd has to differentiate.
    return fn(x.to(_device)).detach().cpu().numpy()
