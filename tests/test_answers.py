"""The bank of answers: the hidden tests refuse every wrong one and the visible check
says why; every right one passes. banks/__init__.py tells how they are written.
"""

import ast
import functools
import re
import warnings

import jupytext
import pytest
import torch
from banks import BANKS, Answer, answers

from grading.course import assignments
from grading.pairs import source
from helpers import checks
from helpers.checks.common import CheckFailed
from helpers.checks.own_work import HelpersUsed

NOT_A_DIAGNOSIS = "not the right values"
CHANGED = """{exercise.name}: not the points that its answers deserve.
Have you changed what it is worth? Then the figures that its hidden tests return change
too, and `Points:` in {exercise.bank}.
wrong ones with other points than `Points:`: {slipped}
right ones without their {exercise.points} points: {denied}"""
UNLIKE = """{exercise.name}: the check does not say what `Diagnosis:` promises in
{exercise.bank}, or has words at last for `Diagnosis: none`: {unlike}"""


class Exercise:
    """A function that students write, with what stands before it in its notebook and
    the tests behind it.
    """

    def __init__(self, assignment: str, cells: list, test):
        self.name, self.points = (
            test.metadata["nbgrader"]["grade_id"],
            test.metadata["nbgrader"]["points"],
        )
        self.number = re.search(r"Exercise (\d\.\d)", test.source)[1]
        self.bank = BANKS / "answers" / assignment / f"{self.name}.py"
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


def bank(exercise: Exercise, kind: str) -> list[Answer]:
    """The answers of one kind, "wrong" or "right"."""
    return [answer for answer in answers(exercise.bank) if answer.kind == kind]


def _is_diagnosed(answer: Answer, objection: str) -> bool:
    return (
        answer.diagnosis != ""
        and answer.diagnosis in objection
        and NOT_A_DIAGNOSIS not in objection
    )


def _is_as_told(answer: Answer, objection: str) -> bool:
    """Does the check say what the bank promises?"""
    if not answer.diagnosis:
        return NOT_A_DIAGNOSIS in objection
    return _is_diagnosed(answer, objection)


@pytest.mark.parametrize("exercise", exercises(), ids=lambda e: e.name)
def test_every_answer_gets_what_it_deserves(
    exercise, device, monkeypatch, record_property
):
    # on which the checks try an answer; hidden tests use the CPU
    monkeypatch.setenv("COURSE_DEVICE", device.type)
    wrong, right = bank(exercise, "wrong"), bank(exercise, "right")
    slipped, unlike, denied, diagnosed = [], [], [], 0
    for answer in wrong:
        points, objection = exercise.judge(answer.code)
        diagnosed += _is_diagnosed(answer, objection)
        if points != answer.points:
            slipped.append(f"{answer.name}: {points:g} points; the check: {objection}")
        if not _is_as_told(answer, objection):
            unlike.append(f"{answer.name}: {objection}")
    for answer in right:
        points, objection = exercise.judge(answer.code)
        if points != exercise.points or objection:
            denied.append(f"{answer.name}: {points:g} points; the check: {objection}")
    of_wrong = len(wrong) - len(slipped), diagnosed, len(wrong)
    of_right = len(right) - len(denied), len(right)
    record_property(
        "answers", (device.type, exercise.number, exercise.name, *of_wrong, *of_right)
    )
    enough = (
        f"{exercise.bank} needs at least 8 wrong answers and 4 right ones, as students"
        " write them"
    )
    assert len(wrong) >= 8 and len(right) >= 4, enough
    assert not slipped and not denied, CHANGED.format(
        exercise=exercise, slipped=slipped, denied=denied
    )
    assert not unlike, UNLIKE.format(exercise=exercise, unlike=unlike)


WRONG = '# %% wrong: doubled\n"""Doubles it.\n\nDiagnosis: twice\n"""\n\ndouble = 2\n'


@pytest.mark.parametrize(
    ("text", "objection"),
    [
        (WRONG.replace("wrong:", "wrongly:"), "is neither `# %% wrong: name` nor"),
        (WRONG.replace("wrong: doubled", ""), "is neither `# %% wrong: name` nor"),
        (WRONG + WRONG, "`# %% wrong: doubled` is there twice"),
        ("double = 2\n" + WRONG, "there is code before the first `# %%`"),
        (WRONG.replace("Diagnosis", "Diagnose"), "has no line `Diagnosis: …`"),
    ],
    ids=["other_kind", "no_header", "twice", "before_the_first", "no_diagnosis"],
)
def test_a_bank_that_would_be_misread_is_refused(tmp_path, text, objection):
    file = tmp_path / "double.py"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(objection)):
        answers(file)


def test_an_answer_is_read_with_what_it_deserves(tmp_path):
    file = tmp_path / "double.py"
    file.write_text(WRONG + "\n\n# %% right: two\ndouble = 2\n", encoding="utf-8")
    code = WRONG.split("\n", 1)[1]
    assert answers(file) == [
        Answer("wrong", "doubled", code, diagnosis="twice", points=0),
        Answer("right", "two", "double = 2\n", diagnosis="", points=0),
    ]
