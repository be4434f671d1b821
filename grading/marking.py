"""A submission, aligned, in; its marks and the notebook with its outputs out. No database, no folder of the class."""

import ast
import asyncio
import re
import time
from dataclasses import dataclass, replace

from nbformat import NotebookNode
from nbformat.v4 import new_output

from grading.align import Aligned
from grading.course import is_check, is_graded_test
from grading.execution import poll_in_slices
from grading.inside.cells import defined_and_read
from grading.judge import Before, HiddenTest, judge
from grading.kernel import Client, Kernel
from grading.outcome import Outcome
from grading.sources import is_constant, parse
from grading.walls import Budgets, Room, RoomLost

NOT_RUN = "the notebook could not be run for its outputs"
STOPPED = {"timeout", "out_of_memory", "crashed"}


@dataclass
class Marked:
    """A submission's outcome: the notebook with its outputs, a outcome for each graded cell, and what was noticed."""

    notebook: NotebookNode
    outcomes: dict[str, Outcome]
    notes: list[str]


def mark(aligned: Aligned, budgets: Budgets) -> Marked:
    """HiddenTest each answer, then run the student's cells for their outputs; all of it in a room."""
    poll_in_slices()
    marking = _Marking(aligned, budgets)
    try:
        marking.judge_all()
        marking.run_notebook()
        marking.say_outcomes()
    finally:
        marking.close()
    return Marked(aligned.notebook, marking.outcomes, aligned.repairs + marking.notes)


class _Marking:
    """The work on one submission. A room that was lost is replaced; all work counts against one deadline."""

    def __init__(self, aligned: Aligned, budgets: Budgets):
        self.aligned, self.cells, self.budgets = aligned, aligned.notebook.cells, budgets
        self.deadline = time.monotonic() + budgets.submission_seconds
        self.outcomes, self.notes, self._room = {}, [], None

    def room(self) -> Room:
        """The room, or a new one in place of one that was lost."""
        if self._room is None or self._room.lost:
            self._room = Room(self.budgets)
        return self._room

    def close(self):
        if self._room:
            self._room.close()

    def left(self) -> float:
        """The seconds that are left for the submission."""
        return self.deadline - time.monotonic()

    def judge_all(self):
        """A outcome for each graded cell."""
        for index, cell in enumerate(self.cells):
            if cell.metadata.get("nbgrader", {}).get("grade"):
                name = cell.metadata.nbgrader.grade_id
                self.outcomes[name] = self._without_test(name, cell) or self._tested(index, cell)

    def _without_test(self, name: str, cell) -> Outcome | None:
        """What is known without running anything."""
        if name in self.aligned.misaligned:
            return Outcome(None, "misaligned", self.aligned.misaligned[name])
        if name in self.aligned.blank:
            return Outcome(0.0, "blank", "nothing filled in")
        if not is_graded_test(cell):
            return Outcome(None, "manual", "waits for a person's marks")
        return None

    def _tested(self, index: int, cell) -> Outcome:
        test = HiddenTest.of(cell)
        for _ in range(2):  # the room may have been lost before this answer had its turn
            seconds = min(self.budgets.cell_seconds, self.left())
            if seconds <= 0:
                return Outcome(
                    None, "timeout", "the time for the whole submission was up before this answer had its turn"
                )
            try:
                return judge(self.room(), test, self._before(index), seconds)
            except RoomLost as lost:
                status = str(lost)
        return Outcome(None, status, f"{test.function} could not be tested: the room for it was lost twice")

    def _before(self, index: int) -> Before:
        code = [cell for cell in self.cells[:index] if cell.cell_type == "code" and not _is_locked(cell)]
        students = list(filter(is_students, code))
        imports = [line for cell in code if not is_students(cell) for line in imports_of(cell.source)]
        return Before(
            [cell.source for cell in code],
            [cell.source for cell in students],
            list(dict.fromkeys(imports)),
            entangled=not all(_only_defines(cell) for cell in students),
        )

    def run_notebook(self):
        """Run what shows the student's work; a cell that ends its kernel is left out, and the rest begins anew."""
        stopped = {name for name, outcome in self.outcomes.items() if outcome.status in STOPPED}
        earned = self._earned()
        to_check = {n for n, o in self.outcomes.items() if o.status in ("graded", "refused") and n not in earned}
        for check in filter(is_check, self.cells):
            if exercise_of(check) in earned:  # a right answer's check says the same for everybody
                check.outputs = self.aligned.praise[exercise_of(check)]
        if not to_check and all(_only_defines(c) for c in self.cells if is_students(c) and c.cell_type == "code"):
            return
        chosen = cells_to_run(self.cells, leave_out=stopped, to_check=to_check)
        while self.left() > 0:
            try:
                culprit, why = asyncio.run(self._run(chosen))
            except RoomLost:
                culprit, why = None, NOT_RUN
            if culprit is None:
                self.notes += [why] if why else []
                break
            chosen.remove(culprit)
            self.cells[culprit].outputs = [_error("Stopped", f"This cell {why}.")]
            self.notes.append(f"cell {culprit + 1} of the notebook {why}")

    def _earned(self) -> set[str]:
        """The exercises that the hidden tests gave all points."""
        most = {c.metadata.nbgrader.grade_id: c.metadata.nbgrader.points for c in self.cells if is_graded_test(c)}
        return {name for name, points in most.items() if self.outcomes[name].points == points}

    async def _run(self, chosen: list[int]) -> tuple[int | None, str]:
        """Run these cells in a new kernel; the cell that ended it, where there is one, and why."""
        kernel = self._kernel()
        client, index = Client(self.aligned.notebook, kernel), None
        try:
            async with asyncio.timeout(self.left()), client.async_setup_kernel(cleanup_kc=True):
                for index in chosen:
                    await client.async_execute_cell(self.cells[index], index)
        except Exception as error:  # whatever a hostile kernel makes of its messages
            return index, self._why(error, client) if index is not None else NOT_RUN
        finally:
            kernel.alive.close()
        return None, ""

    def _kernel(self) -> Kernel:
        """A kernel, in a new room where the last answer has ruined the one that there was. Raises `RoomLost`."""
        try:
            return Kernel(self.room())
        except RoomLost:
            return Kernel(self.room())

    def _why(self, error: Exception, client: Client) -> str:
        """What a cell did that ended its kernel."""
        if client.flooded or "IOPub" in str(error):
            return f"put out more than {self.budgets.output_mb:g} MB, and was stopped"
        if self.left() <= 0:
            return "was running when the time for the whole submission was up"
        if isinstance(error, TimeoutError):
            return f"was stopped after {self.budgets.cell_seconds:g} seconds"
        return "needed too much memory" if self._room.lost == "out_of_memory" else "ended its kernel"

    def say_outcomes(self):
        """Give each lost point the sentence of its check; let each test cell show its outcome as nbgrader reads it."""
        said = {exercise_of(cell): _complaint(cell) for cell in self.cells if is_check(cell)}
        for cell in self.cells:
            if is_graded_test(cell):
                name, most = cell.metadata.nbgrader.grade_id, cell.metadata.nbgrader.points
                outcome = self.outcomes[name]
                if outcome.status == "graded" and outcome.points < most:
                    words = said.get(name) or "passes its check, but not the grader's further tests"
                    outcome = self.outcomes[name] = replace(outcome, message=words)
                cell.outputs = (
                    [_result(outcome.points)] if outcome.points else [_error(outcome.status, outcome.message)]
                )


def cells_to_run(cells: list, leave_out: set[str], to_check: set[str]) -> list[int]:
    """Where the cells stand that show a student's work: the student's, the checks of some exercises, the course's
    imports, and of the course's other cells those that define what these read.

    leave_out: exercises whose cells are not run;  to_check: those whose checks are.
    """
    wanted, chosen = set(), []
    for index in reversed(range(len(cells))):
        cell = cells[index]
        if cell.cell_type != "code" or is_graded_test(cell) or exercise_of(cell) in leave_out:
            continue
        defines, reads = defined_and_read(cell.source)
        needed = exercise_of(cell) in to_check if is_check(cell) else imports_of(cell.source) or defines & wanted
        if is_students(cell) or needed:
            chosen.insert(0, index)
            wanted = (wanted - defines) | reads
    return chosen


def exercise_of(cell) -> str:
    """The exercise of an answer or a check."""
    return re.sub("_(answer|check)$", "", cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def is_students(cell) -> bool:
    """Whether a cell's source is the student's."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution")) or cell.get("id", "").startswith("added-")


def _is_locked(cell) -> bool:
    return "nbgrader" in cell.metadata and not is_students(cell)


def _only_defines(cell) -> bool:
    """Whether an answer's cell holds functions, and no other code that could act on another cell's."""
    tree = parse(cell.source) if "nbgrader" in cell.metadata else None
    return tree is not None and all(
        isinstance(node, ast.FunctionDef | ast.Import) or is_constant(node) for node in tree.body
    )


def imports_of(source: str) -> list[str]:
    """The import statements of a cell of the course's, one by one; magics aside."""
    tree = ast.parse(re.sub(r"(?m)^(\s*)[%!].*", r"\1pass", source))
    return [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


def _complaint(cell) -> str:
    """What a check says against an answer."""
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    return str(errors[0].evalue or errors[0].ename) if errors else ""


def _result(points: float) -> NotebookNode:
    return new_output("execute_result", {"text/plain": f"{points:g}"}, execution_count=None)


def _error(name: str, words: str) -> NotebookNode:
    return new_output("error", ename=name, evalue=words, traceback=[words])
