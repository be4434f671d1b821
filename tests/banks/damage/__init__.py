"""A bank of what happens to notebooks between their release and their hand-in, and what
has to come of each.
"""

import json
import re
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from grading.course import NOTEBOOKS, SOLUTIONS

KINDS = {}
MARKS = re.compile(r" *### (BEGIN|END) SOLUTION\n?|### BEGIN MARK SCHEME.*", re.DOTALL)


class Gone(Exception):
    """The cell to be damaged is no longer there."""


def damage(function):
    """Enter a kind of damage: it changes the notebook of a `Case`, or returns the files
    that are handed in instead.

    It also changes what the case expects, unless every answer is to arrive as the
    student wrote it.
    """
    KINDS[function.__name__] = function
    return function


@dataclass
class Case:
    """A student's notebook, and what the aligner has to make of it."""

    name: str
    notebook: dict
    # by exercise, in order: what the student wrote, or the stub
    answers: dict[str, str]
    blank: set[str]
    cell_of: dict[str, dict]
    refusal: tuple[str, str] | None = (
        None  # the error's name, and words of its sentence
    )
    added: list[str] = field(default_factory=list)

    @property
    def cells(self) -> list[dict]:
        return self.notebook["cells"]

    @property
    def code(self) -> list[str]:
        return list(self.answers)[:-1]

    @property
    def written(self) -> str:
        return list(self.answers)[-1]

    def at(self, exercise: str) -> int:
        """Where the answer stands. Raises `Gone`."""
        for index, cell in enumerate(self.cells):
            if cell is self.cell_of[exercise]:
                return index
        raise Gone(exercise)

    def cell(self, exercise: str) -> dict:
        return self.cells[self.at(exercise)]

    def named(self, grade_id: str) -> dict:
        """The cell with a grade_id. Raises `Gone`."""
        for cell in self.cells:
            if grade_id_of(cell) == grade_id:
                return cell
        raise Gone(grade_id)

    def write(self, exercise: str, source: str):
        """Let the student answer."""
        self.cell(exercise)["source"] = source
        self.expect(exercise, source)

    def expect(self, exercise: str, source: str):
        self.answers[exercise] = source
        self.blank.discard(exercise)

    def expect_blank(self, exercise: str):
        self.answers[exercise] = stubs(self.name)[exercise]
        self.blank.add(exercise)

    def leave_blank(self, exercise: str, source: str):
        """Let the student change a cell in a way that answers nothing; the cell stays
        so.
        """
        self.cell(exercise)["source"] = source
        self.expect_blank(exercise)
        self.answers[exercise] = source

    def refuse(self, error: str, words: str):
        self.refusal = (error, words)

    def insert(self, index: int, source: str, kind: str = "code", **more) -> dict:
        cell = {
            "cell_type": kind,
            "metadata": {},
            "source": source,
            "id": f"new-{len(self.cells)}",
            **more,
        }
        self.cells.insert(
            index,
            cell | ({"outputs": [], "execution_count": None} if kind == "code" else {}),
        )
        return self.cells[index]

    def bytes(self, **options) -> bytes:
        return json.dumps(self.notebook, **options).encode("utf-8", "surrogatepass")

    def files(self) -> dict[str, bytes]:
        return {f"{self.name}.ipynb": self.bytes()}


def case(name: str, fill: str) -> Case:
    """A student who answered everything (`full`), the first half (`half`) or nothing
    (`blank`).
    """
    notebook = load(NOTEBOOKS, name)
    stub, model = stubs(name), solutions(name)
    count = {"full": len(stub), "half": round(len(stub) / 2), "blank": 0}[fill]
    filled = list(stub)[:count]
    answers = stub | {exercise: model[exercise] for exercise in filled}
    cells = {
        grade_id_of(cell).removesuffix("_answer"): cell
        for cell in notebook["cells"]
        if is_answer(cell)
    }
    for exercise, cell in cells.items():
        cell["source"] = answers[exercise]
    return Case(name, notebook, answers, set(stub) - set(filled), cells)


def load(root, name: str) -> dict:
    """A notebook of the course, without outputs."""
    return json.loads(_text(root, name))


@cache
def _text(root, name: str) -> str:
    notebook = json.loads((root / name / f"{name}.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    return json.dumps(notebook)


@cache
def stubs(name: str) -> dict[str, str]:
    return _answers(NOTEBOOKS, name)


@cache
def solutions(name: str) -> dict[str, str]:
    found = _answers(SOLUTIONS, name)
    return {
        exercise: MARKS.sub("", source).rstrip() for exercise, source in found.items()
    }


def _answers(root, name: str) -> dict[str, str]:
    cells = [cell for cell in load(root, name)["cells"] if is_answer(cell)]
    return {grade_id_of(cell).removesuffix("_answer"): cell["source"] for cell in cells}


def claims_of(cell: dict) -> dict:
    meta = cell.get("metadata")
    claims = meta.get("nbgrader") if isinstance(meta, dict) else None
    return claims if isinstance(claims, dict) else {}


def grade_id_of(cell: dict) -> str:
    return claims_of(cell).get("grade_id", "")


def is_answer(cell: dict) -> bool:
    return bool(claims_of(cell).get("solution"))


def is_test(cell: dict) -> bool:
    return bool(claims_of(cell)) and not is_answer(cell)


for module in ("metadata", "answers", "cells", "files"):  # they enter their kinds here
    import_module(f"{__name__}.{module}")
