"""The bank of answers: the hidden tests refuse every wrong one and the visible check
says why; every right one passes.

answers/<assignment>/<function>/wrong/*.py: a docstring with the mistake, the words that
its diagnosis must contain and, where a part of the answer is right, the points that it
earns. answers/…/right/*.py: what is unusual about it.
"""

import ast
import functools
import re
import warnings
from pathlib import Path

import jupytext
import pytest
import torch

from grading.course import assignments
from grading.pairs import source
from helpers import checks
from helpers.checks.common import CheckFailed
from helpers.checks.own_work import HelpersUsed

BANK = Path(__file__).parent / "answers"
NOT_A_DIAGNOSIS = "not the right values"
CHANGED = """{exercise.name}: not the points that its answers deserve.
Have you changed what it is worth? Then the figures that its hidden tests return change
too, and `Points:` in {exercise.folder}.
wrong ones with other points than `Points:`: {slipped}
right ones without their {exercise.points} points: {denied}"""


class Exercise:
    """A function that students write, with what stands before it in its notebook and
    the tests behind it.
    """

    def __init__(self, assignment: str, cells: list, test):
        self.name, self.points = (
            test.metadata["nbgrader"]["grade_id"],
            test.metadata["nbgrader"]["points"],
        )
        self.folder, self.number = (
            BANK / assignment / self.name,
            re.search(r"Exercise (\d\.\d)", test.source)[1],
        )
        self.check, self.test = getattr(checks, f"check_{self.name}"), test.source
        self.before = {"device": torch.device("cpu")}
        for cell in cells[: cells.index(test)]:
            tree = ast.parse(re.sub(r"(?m)^(\s*)%.*", r"\1pass", cell.source))
            imports = [
                node
                for node in ast.walk(tree)
                if isinstance(node, ast.Import | ast.ImportFrom)
            ]
            wanted = tree.body if _is_answer(cell) else imports
            exec(compile(ast.Module(wanted, []), assignment, "exec"), self.before)

    def judge(self, code: str) -> tuple[float, str]:
        """The points that the hidden tests give, and what the visible check objects (""
        where it praises).
        """
        notebook = self.before.copy()
        with (
            torch.random.fork_rng(devices=[]),
            warnings.catch_warnings(action="ignore"),
        ):
            torch.manual_seed(0)
            try:
                exec(compile(code, f"{self.name} answer", "exec"), notebook)
                objection = self._objection(notebook)
            except (Exception, HelpersUsed):
                return 0, "stops before it is checked"
            torch.manual_seed(1)
            return self._earned(notebook), objection

    def _objection(self, notebook: dict) -> str:
        try:
            self.check(notebook[self.name])
        except CheckFailed as failed:
            return str(failed)
        return ""

    def _earned(self, notebook: dict) -> float:
        """As nbgrader has it: none for an error, a last number as it is, else all."""
        body = ast.parse(self.test).body
        last = (
            ast.Expression(body.pop().value) if isinstance(body[-1], ast.Expr) else None
        )
        try:
            exec(compile(ast.Module(body, []), "hidden tests", "exec"), notebook)
            shown = (
                eval(compile(last, "hidden tests", "eval"), notebook) if last else None
            )
        except (Exception, HelpersUsed):
            return 0
        return self.points if shown is None else shown


def _is_answer(cell) -> bool:
    return cell.metadata.get("nbgrader", {}).get("solution", False)


@functools.cache
def exercises() -> list[Exercise]:
    """All functions that students write, in the course's order."""
    found = []
    for assignment in assignments():
        cells = [
            cell
            for cell in jupytext.read(source(assignment)).cells
            if cell.cell_type == "code"
        ]
        found += [
            Exercise(assignment, cells, cell)
            for cell in cells
            if cell.metadata.get("nbgrader", {}).get("grade")
        ]
    return found


def bank(exercise: Exercise, kind: str) -> list[tuple[str, str, dict]]:
    """The answers of one kind: each file's name, its code, and the fields of its
    docstring.
    """
    answers = []
    for path in sorted((exercise.folder / kind).glob("*.py")):
        code = path.read_text(encoding="utf-8")
        fields = re.findall(
            r"(?m)^(Diagnosis|Points): (.+)$", ast.get_docstring(ast.parse(code)) or ""
        )
        answers.append((path.stem, code, dict(fields)))
    return answers


@pytest.mark.parametrize("exercise", exercises(), ids=lambda e: e.name)
def test_every_answer_gets_what_it_deserves(
    exercise, device, monkeypatch, record_property
):
    # on which the checks try an answer; hidden tests use the CPU
    monkeypatch.setenv("COURSE_DEVICE", device.type)
    wrong, right = bank(exercise, "wrong"), bank(exercise, "right")
    slipped, undiagnosed, denied = [], [], []
    for name, code, fields in wrong:
        points, objection = exercise.judge(code)
        if points != float(fields.get("Points", 0)):
            slipped.append(f"{name}: {points:g} points; the check: {objection}")
        if (
            NOT_A_DIAGNOSIS in objection
            or fields.get("Diagnosis", "no diagnosis") not in objection
        ):
            undiagnosed.append(f"{name}: {objection}")
    for name, code, _ in right:
        points, objection = exercise.judge(code)
        if points != exercise.points or objection:
            denied.append(f"{name}: {points:g} points; the check: {objection}")
    of_wrong = len(wrong) - len(slipped), len(wrong) - len(undiagnosed), len(wrong)
    of_right = len(right) - len(denied), len(right)
    record_property(
        "answers", (device.type, exercise.number, exercise.name, *of_wrong, *of_right)
    )
    enough = (
        f"{exercise.folder} needs at least 8 answers in wrong/ and 4 in right/, as"
        " students write them"
    )
    assert len(wrong) >= 8 and len(right) >= 4, enough
    assert not slipped and not denied, CHANGED.format(
        exercise=exercise, slipped=slipped, denied=denied
    )
    assert len(undiagnosed) <= len(wrong) / 10, undiagnosed
