"""A submission, aligned, in; its marks and the notebook that shows them out.

No database, no folder of the class.
"""

import ast
import re
import time
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_output

from grading.align import Aligned
from grading.course import is_check, is_graded_test
from grading.judge import Before, HiddenTest, Limits, judge
from grading.outcome import WAITS, Outcome
from grading.reading import printable
from grading.sources import is_constant, parse, why_no_python
from grading.walls import Budgets, Room


@dataclass
class Marked:
    """A submission's outcome: the notebook with the marks, an outcome for each graded
    cell, and what was noticed.
    """

    notebook: NotebookNode
    outcomes: dict[str, Outcome]
    notes: list[str]


def mark(aligned: Aligned, budgets: Budgets) -> Marked:
    """Ask each answer of a submission for its outcome, in a room."""
    marking = _Marking(aligned, budgets)
    try:
        marking.judge_all()
    finally:
        marking.close()
    _show(aligned.notebook, marking.outcomes)
    return Marked(aligned.notebook, marking.outcomes, aligned.repairs + marking.notes())


class _Marking:
    """The work on one submission.

    A room that was lost is replaced; all work counts against one deadline.
    """

    def __init__(self, aligned: Aligned, budgets: Budgets) -> None:
        self.aligned, self.budgets = aligned, budgets
        self.cells: list[NotebookNode] = aligned.notebook.cells
        self.limits = Limits(
            budgets.cell_seconds, time.monotonic() + budgets.submission_seconds
        )
        self.outcomes: dict[str, Outcome] = {}
        self.cut: set[int] = set()
        self._room: Room | None = None
        self.code = [
            i
            for i, c in enumerate(self.cells)
            if c.cell_type == "code" and not _is_locked(c)
        ]

    def room(self) -> Room:
        """The room, or a new one in place of one that was lost."""
        if self._room is None or self._room.lost:
            self._room = Room(self.budgets)
        return self._room

    def close(self) -> None:
        """End the room."""
        if self._room:
            self._room.close()

    def judge_all(self) -> None:
        """An outcome for each graded cell.

        What goes wrong with one leaves the others as they are.
        """
        for index, cell in enumerate(self.cells):
            if cell.metadata.get("nbgrader", {}).get("grade"):
                name = cell.metadata.nbgrader.grade_id
                try:
                    self.outcomes[name] = self._without_test(
                        name, cell
                    ) or self._tested(index, cell)
                except Exception as error:
                    failed = (
                        f"the grader failed on this exercise: {type(error).__name__}:"
                        f" {str(error)[:200]}"
                    )
                    self.outcomes[name] = Outcome(None, "crashed", failed)

    def _without_test(self, name: str, cell: NotebookNode) -> Outcome | None:
        """What is known without running anything."""
        if name in self.aligned.blank:
            return Outcome(0.0, "blank", "nothing filled in")
        if not is_graded_test(cell):
            return Outcome(None, "manual", WAITS)
        return self._no_python(name)

    def _no_python(self, name: str) -> Outcome | None:
        """The outcome of an answer that Python cannot read."""
        place = self._place_of_answer(name)
        why = why_no_python(self.cells[place].source) if place is not None else ""
        if not why:
            return None
        if newer := self.aligned.newer_python:
            words = (
                f"the notebook is of Python {newer}, and this one cannot read the"
                f" answer: {why}"
            )
            return Outcome(None, "manual", words)
        return Outcome(0.0, "graded", f"your cell is no Python: {why}")

    def _place_of_answer(self, name: str) -> int | None:
        places = (
            i
            for i, c in enumerate(self.cells)
            if exercise_of(c) == name and is_students(c)
        )
        return next(places, None)

    def _tested(self, index: int, cell: NotebookNode) -> Outcome:
        test = HiddenTest.of(cell)
        code = [place for place in self.code if place < index]
        return judge(
            self.room, test, self._before(test, code, index), self.limits, self.cut
        )

    def _before(self, test: HiddenTest, code: list[int], index: int) -> Before:
        cells = [self.cells[place] for place in code]
        name = self.cells[index].metadata.nbgrader.grade_id
        answer = self._place_of_answer(name)
        checks = (
            cell.source
            for cell in self.cells
            if is_check(cell) and exercise_of(cell) == name
        )
        imports = [
            line
            for cell in cells
            if not is_students(cell)
            for line in imports_of(cell.source)
        ]
        students = [place for place, cell in enumerate(cells) if is_students(cell)]
        return Before(
            [cell.source for cell in cells],
            students,
            code.index(answer) if answer in code else None,
            list(dict.fromkeys(imports)),
            entangled=not all(_only_defines(cells[place]) for place in students),
            check=next(checks, ""),
        )

    def notes(self) -> list[str]:
        """What is to be said of cells that ended the process which ran them."""
        return [
            "a cell ended the process that ran it, so only what it defines was used:"
            f" {_first_line(self.cells[place])}"
            for place in (self.code[number] for number in sorted(self.cut))
        ]


def _show(notebook: NotebookNode, outcomes: dict[str, Outcome]) -> None:
    """Let each test cell show its outcome as nbgrader reads it."""
    for cell in filter(is_graded_test, notebook.cells):
        outcome = outcomes[cell.metadata.nbgrader.grade_id]
        cell.outputs = (
            [_result(outcome.points)]
            if outcome.points
            else [_error(outcome.status, outcome.message)]
        )


def _first_line(cell: NotebookNode) -> str:
    return printable(cell.source.strip().partition("\n")[0])


def exercise_of(cell: NotebookNode) -> str:
    """The exercise of an answer or a check."""
    return re.sub(
        "_(answer|check)$", "", cell.metadata.get("nbgrader", {}).get("grade_id", "")
    )


def is_students(cell: NotebookNode) -> bool:
    """Whether a cell's source is the student's."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution")) or cell.get(
        "id", ""
    ).startswith("added-")


def _is_locked(cell: NotebookNode) -> bool:
    return "nbgrader" in cell.metadata and not is_students(cell)


def _only_defines(cell: NotebookNode) -> bool:
    """Whether an answer's cell holds functions, and no other code that could act on
    another cell's.
    """
    tree = parse(cell.source) if "nbgrader" in cell.metadata else None
    return tree is not None and all(
        isinstance(node, ast.FunctionDef | ast.Import) or is_constant(node)
        for node in tree.body
    )


def imports_of(source: str) -> list[str]:
    """The import statements of a cell of the course's, one by one; magics aside."""
    tree = ast.parse(re.sub(r"(?m)^(\s*)[%!].*", r"\1pass", source))
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def _result(points: float) -> NotebookNode:
    return new_output(
        "execute_result", {"text/plain": f"{points:g}"}, execution_count=None
    )


def _error(name: str, words: str) -> NotebookNode:
    return new_output("error", ename=name, evalue=words, traceback=[words])
