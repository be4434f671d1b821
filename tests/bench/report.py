"""The table of the results, their pictures, and both written into BENCHMARKS.md."""

import json
import re
from dataclasses import asdict
from pathlib import Path

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
from cycler import cycler

from bench.measure import Row
from grading.course import BUILD, ROOT

RESULTS = BUILD / "bench" / "results.json"
DOCUMENT = ROOT / "BENCHMARKS.md"
PICTURES = ROOT / ".github"
# told apart by colour-blind readers
OKABE_ITO = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000"]
STYLE = {
    "axes.prop_cycle": (
        cycler(color=OKABE_ITO) + cycler(marker=["o", "s", "^", "D", "v"])
    ),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.3,
    "font.size": 10,
    "legend.frameon": False,
}


def keep(machine: str, part: str, rows: list[Row], growth: dict):
    """Put a part's results beside those of the other parts that are there already."""
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    results[part] = {
        "machine": machine,
        "rows": [asdict(row) for row in rows],
        "growth": growth,
    }
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1))


def kept() -> dict:
    """All results that are there, by part."""
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {}


def table(results: dict) -> str:
    """The results as a table in Markdown, under the line that says on what machine."""
    machines = list(dict.fromkeys(part["machine"] for part in results.values()))
    lines = [
        *machines,
        "",
        "| what | against | measured | bar | |",
        "|---|---|---|---|---|",
    ]
    for row in (Row(**row) for part in results.values() for row in part["rows"]):
        cells = (
            row.what,
            row.against,
            row.figure,
            row.bar,
            "met" if row.met else "**missed**",
        )
        lines.append(
            "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
        )
    return "\n".join(lines)


def write(results: dict):
    """Put the table into BENCHMARKS.md, and the pictures beside README's."""
    text = DOCUMENT.read_text(encoding="utf-8")
    block = f"<!-- results -->\n{table(results)}\n<!-- end of results -->"
    text = re.sub(
        r"<!-- results -->.*<!-- end of results -->",
        lambda _: block,
        text,
        flags=re.DOTALL,
    )
    DOCUMENT.write_text(text, encoding="utf-8")
    draw(results, PICTURES)


def draw(results: dict, folder: Path):
    """One picture of how the mathematics grows with n and d, and one of a class being
    graded.
    """
    with plt.rc_context(STYLE):
        if "mathematics" in results:
            _save(
                _mathematics(results["mathematics"]["growth"]),
                folder / "bench-mathematics.png",
            )
        if "grading" in results:
            _save(
                _grading(results["grading"]["growth"]["grading"]),
                folder / "bench-grading.png",
            )


def _save(figure, path: Path):
    figure.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(figure)


def _mathematics(growth: dict):
    figure, axes = plt.subplots(2, 2, figsize=(10, 7.6), layout="constrained")
    titles = (
        "Score of a mixture, K = 8, d = 2",
        "Trace, forward and backward, H = 128",
    )
    _lines(axes[0, 0], titles[0], "points n", "seconds", _turned(growth["mixtures"]))
    _lines(
        axes[0, 1],
        titles[1],
        "coordinates d",
        "denoising steps",
        _turned(growth["trace"]),
    )
    precision = {
        name: {r: max(error, 1e-17) for r, error in errors.items()}
        for name, errors in growth["precision"].items()
    }
    _lines(axes[1, 0], "Relative error of the score", "distance ‖x‖", "", precision)
    axes[1, 0].legend(fontsize=7.5, loc="center left", bbox_to_anchor=(0, 0.55))
    for name, point in growth["training"].items():
        label = "the lab's recipe" if name == "lab" else f"ours, {name} steps"
        axes[1, 1].plot(
            point["seconds"],
            point["divergence"],
            linestyle="none",
            markersize=8,
            label=label,
        )
    axes[1, 1].set(
        title="Training, medians of five seeds",
        xlabel="seconds",
        ylabel="relative Fisher divergence",
    )
    axes[1, 1].set(yscale="log", xlim=(0, None))
    axes[1, 1].legend()
    return figure


def _turned(by_size: dict) -> dict:
    """From {size: {name: value}} to {name: {size: value}}."""
    names = next(iter(by_size.values()))
    return {
        name: {size: values[name] for size, values in by_size.items()} for name in names
    }


def _lines(axes, title, xlabel, ylabel, curves: dict):
    for name, curve in curves.items():
        axes.plot([float(x) for x in curve], list(curve.values()), label=name)
    axes.set(title=title, xlabel=xlabel, ylabel=ylabel, xscale="log", yscale="log")
    axes.legend()


def _grading(ended: list[float]):
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    axes.plot(ended, range(1, len(ended) + 1), label="submissions done", markersize=4)
    slope = (len(ended) - 8) / (ended[-1] - ended[7])
    axes.plot(
        [ended[7], ended[-1]],
        [8, len(ended)],
        "--",
        marker="",
        label=f"{slope:.2f} a second from the 8th on",
    )
    axes.set(
        title="make grade: forty submissions of notebook 4",
        xlabel="seconds",
        ylabel="submissions",
        ylim=(0, None),
    )
    axes.legend()
    return figure
