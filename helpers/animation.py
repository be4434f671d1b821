"""A film that plays in a saved page: pictures, a button and a slider, and nothing
fetched from outside.
"""

import base64
import html
import json
from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
from IPython.display import HTML, display
from matplotlib.axes import Axes

from helpers import plotting

PLAYER = """<figure class="film" style="margin:0;text-align:center">
<img id="{id}" alt="{alt}" width="{width}" src="{first}" style="max-width:100%;height:auto">
<figcaption><button type="button" aria-label="play or pause">▶ play</button>
<input type="range" min="0" max="{last}" value="0" aria-label="frame" style="width:60%"></figcaption>
<script>(() => {{
const film = document.getElementById("{id}"), [button, slider] = film.parentElement.querySelectorAll("button, input");
const frames = {frames}; let timer = null;
const show = () => film.src = frames[slider.value];
const stop = () => {{ clearInterval(timer); timer = null; button.textContent = "▶ play"; }};
const next = () => {{ slider.value = (+slider.value + 1) % frames.length; show(); }};
const play = () => {{ timer = setInterval(next, {pause}); button.textContent = "⏸ pause"; }};
button.onclick = () => timer ? stop() : play();
slider.oninput = () => {{ stop(); show(); }};
}})()</script></figure>"""


def film(
    draw: Callable[[Axes, int], Any],
    n_frames: int,
    alt: str,
    identifier: str = "film",
    pause: int = 120,
) -> None:
    """Show a film whose frame t is what `draw(ax, t)` draws; before it plays, and
    without scripts, the first frame.

    pause: milliseconds a frame.
    """
    frames = [_frame(draw, t) for t in range(n_frames)]
    figure = PLAYER.format(
        id=html.escape(identifier),
        alt=html.escape(" ".join(alt.split())),
        width=round(plotting.WIDTH * 60),
        first=frames[0],
        last=n_frames - 1,
        frames=json.dumps(frames),
        pause=pause,
    )
    display(HTML(figure))


def _frame(draw: Callable[[Axes, int], Any], t: int) -> str:
    figure, (ax,) = plotting.new_figure(1, height=4.2)
    figure.set_size_inches(4.3, 4.2)
    try:
        draw(ax, t)
        return (
            "data:image/png;base64,"
            + base64.b64encode(plotting.png(figure, sharpness=1.3, colours=64)).decode()
        )
    finally:
        plt.close(figure)
