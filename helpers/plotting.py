"""One verb per figure. Each takes a callable and the axes to draw on; `panels` makes the axes and shows the figure.

The whole series keeps one window, equal aspect, one palette: truth blue, model orange (both safe for colour-blind
readers), and one rule for arrows: they never reach the next arrow's foot, so their length is ‖s‖/(‖s‖ + unit) of a cell.
"""

import io
from collections.abc import Callable
from contextlib import contextmanager

import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.display import Image, display
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from PIL import Image as Picture
from torch import Tensor

TRUTH, MODEL, THIRD, INK = "#0072B2", "#D55E00", "#009E73", "#333333"  # Okabe and Ito (2008)
PALETTE = [TRUTH, MODEL, THIRD, "#CC79A7", "#E69F00", "#56B4E9"]
DENSITY = LinearSegmentedColormap.from_list("density", ["#ffffff", "#cfe3f1", "#8fbfe0"])
WINDOW = 4.0  # every plane is drawn over [−4, 4]²
WIDTH = 7.2  # inches across the page

_device = torch.device("cpu")


def use_style(device: torch.device | str = "cpu"):
    """Set the look of every figure, and the device on which the functions to be drawn are evaluated."""
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


def new_figure(columns: int = 1, height: float | None = None) -> tuple[Figure, list[Axes]]:
    """A figure as wide as the page with `columns` panels side by side.  height: inches."""
    height = height or {1: 3.0, 2: 3.5, 3: 2.75}.get(columns, 2.4)
    figure, axes = plt.subplots(1, columns, figsize=(WIDTH, height), layout="constrained", squeeze=False)
    return figure, list(axes[0])


@contextmanager
def panels(columns: int = 1, *, alt: str, height: float | None = None):
    """Give axes to draw on, one or a list of `columns`; then show the figure with the text `alt` beside it."""
    figure, axes = new_figure(columns, height)
    try:
        yield axes[0] if columns == 1 else axes
        show(figure, alt)
    finally:
        plt.close(figure)


def show(figure: Figure, alt: str):
    """Display a figure, sharp on any screen, with `alt` for those who cannot see it."""
    display(Image(png(figure), format="png", width=round(figure.get_figwidth() * figure.dpi), alt=alt))


def png(figure: Figure, sharpness: float = 1.8) -> bytes:
    """The figure as a PNG of 256 colours: a third of the size, and nobody sees the difference."""
    raw, small = io.BytesIO(), io.BytesIO()
    figure.savefig(raw, format="png", dpi=sharpness * figure.dpi)
    Picture.open(raw).convert("RGB").quantize(256).save(small, format="png", optimize=True)
    return small.getvalue()


# On the line


def curves(
    functions: dict[str, Callable], ax: Axes, title: str = "", window: tuple = (-WINDOW, WINDOW), n: int = 401
):
    """Draw functions of one coordinate, (n, 1) -> (n,) or (n, 1), under the labels that are their keys."""
    x = torch.linspace(*window, n)[:, None]
    for (label, fn), style in zip(functions.items(), ["-", "--", "-.", ":"] * 2, strict=False):
        ax.plot(x[:, 0], _values(fn, x).reshape(-1), style, label=label)
    ax.set(title=title, xlabel="$x$", xlim=window)
    if len(functions) > 1:
        ax.legend()


def tangent(ax: Axes, log_prob: Callable, score_fn: Callable, at: float, reach: float = 0.9):
    """Draw the tangent of log p at a point: its slope is the score."""
    point = torch.tensor([[at]])
    height, slope = _values(log_prob, point).item(), _values(score_fn, point).item()
    ax.plot([at - reach, at + reach], [height - reach * slope, height + reach * slope], color=MODEL)
    ax.plot([at], [height], "o", color=MODEL)
    ax.annotate(f"slope {slope:.1f}", (at, height), xytext=(8, 6), textcoords="offset points", color=MODEL)


def error_bars(ax: Axes, x, mean: Tensor, error: Tensor, label: str = "", colour: str = TRUTH, shift: float = 1):
    """Draw estimates with bars of two standard errors, over a logarithmic axis.  x, mean, error: (m,)."""
    ax.errorbar(
        np.asarray(x) * shift,
        mean.cpu(),
        yerr=2 * error.cpu(),
        fmt="o",
        markersize=4,
        capsize=3,
        color=colour,
        label=label,
    )
    ax.set_xscale("log")
    ax.axhline(0, color=INK, linewidth=0.8)


# In the plane


def score_field(
    score_fn: Callable,
    ax: Axes,
    title: str = "",
    log_prob: Callable | None = None,
    unit: float = 2.0,
    n: int = 19,
    colour: str = TRUTH,
):
    """Draw a score (n, 2) -> (n, 2) as arrows, over the contours of its density where `log_prob` is given.

    unit: the ‖s‖ at which an arrow is half as long as the distance to the next.
    """
    if log_prob is not None:
        contours(log_prob, ax)
    x = grid(n)
    s = _values(score_fn, x)
    cell = 2 * WINDOW / (n - 1)
    arrows = s / (np.linalg.norm(s, axis=1, keepdims=True) + unit) * cell
    ax.quiver(
        *x.T,
        *arrows.T,
        color=colour,
        angles="xy",
        scale_units="xy",
        scale=1,
        width=0.005,
        headwidth=4,
        headlength=4.5,
        minlength=0.2,
    )
    plane(ax, title)


def contours(log_prob: Callable, ax: Axes, n: int = 161):
    """Draw a density, normalised or not, as filled contours at fixed fractions of its highest value."""
    x = grid(n)
    p = np.exp(_log_relative(log_prob, x)).reshape(n, n)
    axis = np.linspace(-WINDOW, WINDOW, n)
    levels = [0.01, 0.05, 0.15, 0.3, 0.5, 0.7, 0.9, 1.01]
    ax.contourf(axis, axis, p, levels=levels, cmap=DENSITY, vmin=-0.1, vmax=1)
    ax.contour(axis, axis, p, levels=levels[:-1], colors="#7fb2d6", linewidths=0.5)


def points(x: Tensor, ax: Axes, label: str = "", colour: str = MODEL, size: float = 3, marker: str = "o", title: str = ""):
    """Draw points of the plane.  x: (n, 2)."""
    x = x.detach().cpu()
    ax.scatter(x[:, 0], x[:, 1], s=size, color=colour, marker=marker, label=label, linewidths=1.4, zorder=3)
    plane(ax, title)


def plane(ax: Axes, title: str = ""):
    """The window that every plane of the series is seen through."""
    ax.set(xlim=(-WINDOW, WINDOW), ylim=(-WINDOW, WINDOW), aspect="equal", title=title)
    ax.set(xticks=[-4, -2, 0, 2, 4], yticks=[-4, -2, 0, 2, 4])


def grid(n: int = 19) -> Tensor:
    """n × n points over the window, row by row.  -> (n², 2)"""
    axis = torch.linspace(-WINDOW, WINDOW, n)
    return torch.cartesian_prod(axis, axis).flip(1)


def _values(fn: Callable, x: Tensor) -> np.ndarray:
    # Not under no_grad: a score by autograd has to differentiate.
    return fn(x.to(_device)).detach().cpu().numpy()


def _log_relative(log_prob: Callable, x: Tensor) -> np.ndarray:
    log_p = _values(log_prob, x)
    return log_p - log_p.max()
