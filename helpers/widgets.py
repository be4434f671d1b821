"""Sliders over a figure. Without a kernel, the first frame stays as a picture."""

import base64
import html
from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
from IPython.display import display
from ipywidgets import HTML, FloatSlider, Layout, VBox

from helpers import plotting


def explore(
    draw: Callable[..., str],
    columns: int = 1,
    height: float | None = None,
    **sliders: tuple[float, float, float],
) -> None:
    """Show sliders above the figure that `draw(axes, **values)` draws; it returns the
    alt text of what it drew.

    sliders: name=(low, high, start). In a saved page, where no slider can move, the
    first frame is shown.
    """
    controls = {
        name: FloatSlider(
            start,
            min=low,
            max=high,
            step=(high - low) / 40,
            description=name,
            readout_format=".2f",
            layout=Layout(width="26em"),
        )
        for name, (low, high, start) in sliders.items()
    }
    picture = HTML()

    def redraw(_: Any = None) -> None:
        values = {name: control.value for name, control in controls.items()}
        try:
            picture.value = _as_html(*frame(draw, columns, height, **values))
        except Exception as error:  # a callback's error has no cell to appear in
            picture.value = (
                f"<pre>{html.escape(f'{type(error).__name__}: {error}')}</pre>"
            )

    for control in controls.values():
        control.observe(redraw, "value")
    first, alt = frame(
        draw,
        columns,
        height,
        **{name: control.value for name, control in controls.items()},
    )
    picture.value = _as_html(first, alt)
    box = VBox([*controls.values(), picture])
    bundle = {
        # ipywidgets 8 would write this, but Colab has version 7.
        "application/vnd.jupyter.widget-view+json": {
            "version_major": 2,
            "version_minor": 0,
            "model_id": box.model_id,
        },
        "image/png": base64.b64encode(first).decode(),
        "text/plain": f"Explorer: {', '.join(controls)}",
    }
    display(bundle, metadata={"image/png": {"alt": alt, "width": _pixels()}}, raw=True)


def frame(
    draw: Callable[..., str],
    columns: int = 1,
    height: float | None = None,
    **values: float,
) -> tuple[bytes, str]:
    """One frame of an explorer: the PNG and its alt text.

    Errors of `draw` propagate.
    """
    figure, axes = plotting.new_figure(columns, height)
    try:
        alt = draw(axes[0] if columns == 1 else axes, **values)
        return plotting.quick_png(figure), alt
    finally:
        plt.close(figure)


def _as_html(picture: bytes, alt: str) -> str:
    data = base64.b64encode(picture).decode()
    return (
        f'<img alt="{html.escape(alt)}" width="{_pixels()}"'
        f' src="data:image/png;base64,{data}">'
    )


def _pixels() -> int:
    return round(plotting.WIDTH * plt.rcParams["figure.dpi"])
