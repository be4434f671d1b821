"""In the room an answer earns what it earns beside its tests: the bank's right answers, those that are right in part,
and some that are wrong."""

import contextlib

import nbformat
import pytest
from test_answers import bank, exercises

from grading.course import SOLUTIONS
from grading.hollow import helpers_for
from grading.judge import Before, HiddenTest, judge
from grading.marking import imports_of, is_students
from grading.walls import Budgets, Room

pytestmark = pytest.mark.needs("bwrap")


@pytest.fixture(scope="module")
def room():
    with contextlib.closing(Room(Budgets())) as room:
        yield room


def solved_cells(exercise):
    """The test of an exercise, the code cells before it with their answers, and what the course's among them import."""
    name = exercise.folder.parent.name
    cells = nbformat.read(SOLUTIONS / name / f"{name}.ipynb", as_version=4).cells
    place = next(i for i, cell in enumerate(cells) if cell.id == exercise.name)
    free = [cell for cell in cells[:place] if "nbgrader" not in cell.metadata or is_students(cell)]
    code = [cell for cell in free if cell.cell_type == "code"]
    return cells[place], code, [line for cell in code if not is_students(cell) for line in imports_of(cell.source)]


@pytest.mark.parametrize("exercise", exercises(), ids=lambda e: e.name)
def test_an_answer_earns_in_the_room_what_it_earns_beside_its_tests(exercise, room):
    test, cells, imports = solved_cells(exercise)
    most = 2 if exercise.name == "train_score_network" else 20  # each of them trains a network
    in_part = [answer for answer in bank(exercise, "wrong") if "Points" in answer[2]][:most]
    answers = [(name, code, exercise.points) for name, code, _ in bank(exercise, "right")][:most]
    answers += [(name, code, float(fields["Points"])) for name, code, fields in in_part]
    answers += [(name, code, 0) for name, code, fields in bank(exercise, "wrong")[:4] if "Points" not in fields]
    other = []
    for name, code, points in answers:
        sources = [code if cell.id == f"{exercise.name}_answer" else cell.source for cell in cells]
        students = [source for cell, source in zip(cells, sources, strict=True) if is_students(cell)]
        outcome = judge(room, HiddenTest.of(test), Before(sources, students, imports), 60)
        if outcome.points != points:
            other.append(f"{name}: {points:g} points, in the room {outcome}")
    assert not other


def test_the_helpers_in_the_room_keep_no_function_that_an_answer_may_not_use():
    plain, walk = helpers_for(()), helpers_for(("sampling.langevin_step",))
    assert "raise HelpersUsed" in plain["helpers.scores"] and "torch.linalg" not in plain["helpers.scores"]
    assert "step_size" in walk["helpers.sampling"].split("def langevin_step")[1].split("\ndef ")[0]
    assert walk["helpers.scores"] == plain["helpers.scores"] and "examine" not in plain["helpers.checks"]


LOOKS_AROUND = """
import sys, torch


def jacobian_trace(scores, x):
    frame = sys._getframe(1)
    while frame and "A" not in frame.f_locals:
        frame = frame.f_back
    if frame:
        frame.f_locals["A"].fill_(float("inf"))
    return torch.full_like(x[:, 0], float("inf")).detach()
"""
LOOKS_INSIDE = """
import torch


def tractable_score_matching_loss(model, data):
    for cell in getattr(model, "__closure__", None) or ():
        if isinstance(cell.cell_contents, torch.Tensor):
            cell.cell_contents[0, 0] = float("inf")
    return torch.tensor(float("inf"), dtype=data.dtype)
"""


@pytest.mark.parametrize(
    ("name", "code"), [("jacobian_trace", LOOKS_AROUND), ("tractable_score_matching_loss", LOOKS_INSIDE)]
)
def test_what_an_answer_does_to_its_arguments_does_not_change_what_is_right(name, code, room):
    (exercise,) = (exercise for exercise in exercises() if exercise.name == name)
    test, _, imports = solved_cells(exercise)
    assert judge(room, HiddenTest.of(test), Before([code], [code], imports), 60).points == 0
