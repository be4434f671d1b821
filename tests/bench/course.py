"""Notebooks and grading: the course's own way against plain Jupyter and stock
nbgrader.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from jupyter_client import KernelManager
from nbclient import NotebookClient
from nbgrader.api import Gradebook
from tqdm import tqdm

from bench.measure import Row
from grading.course import NOTEBOOKS, ROOT, SOLUTIONS, assignments, source
from grading.execution import Client, execute
from grading.pairs import solved
from grading.sample import solve

HEAVIEST = "04_tractable_score_matching"
STUDENTS, MANY = 8, 40
WARM = "from helpers import checks, models, plotting, runtime, widgets\nimport torch\n"
WARM += "torch.optim.Adam(models.ScoreNet().parameters()).step()"


def notebooks() -> list[Row]:
    """All four solved notebooks, each in a kernel of its own, against their cells in
    one kernel that is warm.
    """
    sources = {
        name: solved(name, source(name).read_text(encoding="utf-8"))
        for name in assignments()
    }
    start = time.perf_counter()
    for name, notebook in tqdm(sources.items(), desc="notebooks", leave=False):
        execute(notebook, name)
    whole = time.perf_counter() - start
    cells = _seconds_of_cells(sources)
    figure = f"{whole / cells:.2f} × ({whole:.0f} s, {cells:.0f} s)"
    met = whole <= min(60, 2.5 * cells)
    return [
        Row(
            "all four solved notebooks, executed",
            "their cells, one warm kernel",
            figure,
            "≤ 2.5 ×, ≤ 60 s",
            met,
        )
    ]


def _seconds_of_cells(sources: dict) -> float:
    seconds = 0.0
    manager = KernelManager(kernel_name="python3", client_factory=Client)
    warm = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(WARM)])
    for number, notebook in enumerate([warm, *sources.values()]):
        client = NotebookClient(
            nbformat.from_dict(notebook),
            km=manager,
            timeout=120,
            store_widget_state=False,
        )
        if number == 0:
            client.start_new_kernel()
        client.start_new_kernel_client()
        for index, cell in enumerate(client.nb.cells):
            start = time.perf_counter()
            client.execute_cell(cell, index)
            seconds += (time.perf_counter() - start) * (number > 0)
        client.kc.stop_channels()
    manager.shutdown_kernel(now=True)
    return seconds


def grading(growth: dict) -> list[Row]:
    """Solved submissions of the heaviest notebook: `make grade` behind walls, against
    stock `nbgrader autograde`.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        tqdm(total=6, desc="grading", leave=False) as bar,
    ):
        whole = {"make grade": [], "one call": [], "one call each": []}
        points = {}
        for turn in range(3):
            whole["make grade"].append(
                _make_grade(Path(folder) / f"ours-{turn}", STUDENTS)
            )
            bar.update()
            if turn < 2:
                name = ("one call", "one call each")[turn]
                seconds, points[name] = _stock(
                    Path(folder) / f"stock-{turn}", STUDENTS, each=bool(turn)
                )
                whole[name].append(seconds)
                bar.update()
        points["make grade"] = _points(Path(folder) / "ours-0")
        many = Path(folder) / "many"
        _make_grade(many, MANY)
        growth["grading"] = ended = _moments(many)
    assert points["make grade"] == points["one call"] == points["one call each"], points
    seconds = {name: statistics.median(values) for name, values in whole.items()}
    rows = []
    for name, bar in (("one call", 6), ("one call each", 8)):
        ours, theirs = seconds["make grade"], seconds[name]
        figure = (
            f"{theirs / ours:.1f} × faster ({ours:.0f} s, {theirs:.0f} s), same points"
        )
        what = f"`make grade`, {STUDENTS} solved submissions of notebook 4, walls up"
        rows.append(
            Row(
                what,
                f"`nbgrader autograde`, {name}",
                figure,
                f"≥ {bar} ×",
                theirs >= bar * ours,
            )
        )
    return [*rows, _linear(ended)]


def _linear(ended: list[float]) -> Row:
    """Whether the 9th to the 40th submission take equally long: the second half against
    the first.
    """
    first, second = (
        (part[-1] - part[0]) / (len(part) - 1) for part in (ended[7:24], ended[23:])
    )
    figure = f"{second / first:.2f} × ({first:.2f} s, then {second:.2f} s each)"
    met = 0.8 <= second / first <= 1.25
    return Row(
        f"a submission's time, 25th to {MANY}th",
        "9th to 24th",
        figure,
        "the same: 0.8 … 1.25 ×",
        met,
    )


def _hand_in(classroom: Path, students: int):
    for number in range(students):
        notebook = nbformat.read(
            NOTEBOOKS / HEAVIEST / f"{HEAVIEST}.ipynb", as_version=4
        )
        solve(notebook, HEAVIEST)
        path = (
            classroom
            / "submitted"
            / f"student{number:02}"
            / HEAVIEST
            / f"{HEAVIEST}.ipynb"
        )
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)


def _make_grade(classroom: Path, students: int) -> float:
    _hand_in(classroom, students)
    return _run(
        [sys.executable, "-m", "grading.grade", "--classroom", str(classroom)], ROOT
    )


def _stock(course: Path, students: int, each: bool) -> tuple[float, list[float]]:
    """The seconds of nbgrader's own autograder, and the points that it gives."""
    _hand_in(course, students)
    (course / "source" / HEAVIEST).mkdir(parents=True)
    shutil.copy(
        SOLUTIONS / HEAVIEST / f"{HEAVIEST}.ipynb", course / "source" / HEAVIEST
    )
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    config = config.replace('"solutions"', '"source"').replace(
        '"notebooks"', '"release"'
    )
    (course / "nbgrader_config.py").write_text(config, encoding="utf-8")
    nbgrader = [sys.executable, "-m", "nbgrader"]
    _run([*nbgrader, "generate_assignment", HEAVIEST], course)
    chosen = (
        [["--student", f"student{number:02}"] for number in range(students)]
        if each
        else [[]]
    )
    seconds = sum(
        _run([*nbgrader, "autograde", HEAVIEST, *which], course) for which in chosen
    )
    return seconds, _points(course)


def _run(command: list[str], folder: Path) -> float:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "COURSE_DEVICE": "cpu"}
    start = time.perf_counter()
    subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True
    )
    return time.perf_counter() - start


def _points(course: Path) -> list[float]:
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        return sorted(
            submission.score
            for submission in gradebook.assignment_submissions(HEAVIEST)
        )


def _moments(classroom: Path) -> list[float]:
    """When each submission was done, in seconds after the gradebook was there: its page
    is written last.
    """
    pages = sorted(path.stat().st_mtime for path in classroom.glob("feedback/*/*.html"))
    start = min(path.stat().st_mtime for path in classroom.glob("submitted/*/*/*"))
    return [moment - start for moment in pages]
