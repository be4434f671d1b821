"""Where things are, and the few settings that the whole course shares."""

import re
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from traitlets.config import Config, PyFileConfigLoader

ROOT = Path(__file__).resolve().parent.parent
SOLUTIONS = ROOT / "solutions"
NOTEBOOKS = ROOT / "notebooks"
BUILD = ROOT / "build"


class CourseError(Exception):
    """Bad input, said in a sentence that names what to do."""


def assignments(names: Sequence[str] = ()) -> list[str]:
    """The names of the course's notebooks, in order; or `names`, once each of them is
    known to exist.
    """
    known = sorted(
        path.stem for path in SOLUTIONS.glob("*/*.py") if path.stem == path.parent.name
    )
    for name in names:
        if name not in known:
            raise CourseError(
                f"There is no notebook {name!r}. The course has: {', '.join(known)}."
            )
    return list(names) or known


def source(name: str) -> Path:
    """The one hand-edited file of a notebook: solutions/<name>/<name>.py."""
    return SOLUTIONS / name / f"{name}.py"


def settings(table: str = "course") -> dict[str, Any]:
    """A table of pyproject.toml: [tool.course], the public repository and its branch;
    [tool.grading], the budgets.
    """
    with open(ROOT / "pyproject.toml", "rb") as file:
        return tomllib.load(file)["tool"][table]


def nbgrader_config() -> Config:
    """nbgrader_config.py, loaded."""
    return Config(
        PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    )


def is_graded_test(cell: NotebookNode) -> bool:
    """Whether a cell holds the hidden tests that decide an exercise's points."""
    meta = cell.metadata.get("nbgrader", {})
    return (
        cell.cell_type == "code"
        and bool(meta.get("grade"))
        and not meta.get("solution")
    )


def is_check(cell: NotebookNode) -> bool:
    """Whether a cell holds the check of an exercise, which students see and run."""
    return cell.metadata.get("nbgrader", {}).get("grade_id", "").endswith("_check")


def points(notebook: NotebookNode) -> float:
    """What the exercises of a notebook are worth together."""
    return sum(
        cell.metadata.get("nbgrader", {}).get("points", 0) for cell in notebook.cells
    )


def slug(text: str) -> str:
    """`text` in lower-case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def main(task: Callable[[list[str]], int | None]) -> None:
    """Run a command-line task; a `CourseError` ends it with its sentence instead of a
    traceback.
    """
    try:
        sys.exit(task(sys.argv[1:]))
    except CourseError as error:
        sys.exit(f"error: {error}")
