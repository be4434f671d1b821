"""In the room an answer earns what it earns beside its tests: the bank's right answers,
those that are right in part, and some that are wrong.
"""

import contextlib

import nbformat
import pytest
from test_answers import bank, exercises

from grading.course import SOLUTIONS, CourseError, is_check
from grading.hollow import helpers_for
from grading.judge import Before, HiddenTest, Limits, judge
from grading.marking import exercise_of, imports_of, is_students
from grading.walls import Budgets, Room

MOST = {"train_score_network": 1}  # each of its answers trains a network
pytestmark = pytest.mark.needs("bwrap")


@pytest.fixture(scope="module")
def room():
    with contextlib.closing(Room(Budgets())) as room:
        yield room


class Solved:
    """A solved notebook up to the test of an exercise, into which an answer can be
    put.
    """

    def __init__(self, exercise):
        name = exercise.bank.parent.name
        cells = nbformat.read(SOLUTIONS / name / f"{name}.ipynb", as_version=4).cells
        place = next(i for i, cell in enumerate(cells) if cell.id == exercise.name)
        free = [
            cell
            for cell in cells[:place]
            if "nbgrader" not in cell.metadata or is_students(cell)
        ]
        self.test = HiddenTest.of(cells[place])
        self.cells = [cell for cell in free if cell.cell_type == "code"]
        self.answer = next(
            i
            for i, cell in enumerate(self.cells)
            if cell.id == f"{exercise.name}_answer"
        )
        self.imports = [
            line
            for cell in self.cells
            if not is_students(cell)
            for line in imports_of(cell.source)
        ]
        checks = filter(is_check, cells)
        self.check = next(
            cell.source for cell in checks if exercise_of(cell) == exercise.name
        )

    def judge(self, code, room):
        """The outcome of an answer."""
        sources = [
            code if place == self.answer else cell.source
            for place, cell in enumerate(self.cells)
        ]
        students = [place for place, cell in enumerate(self.cells) if is_students(cell)]
        before = Before(sources, students, self.answer, self.imports, check=self.check)
        return judge(lambda: room, self.test, before, Limits(60), set())


@pytest.mark.parametrize("exercise", exercises(), ids=lambda e: e.name)
def test_an_answer_gets_in_the_room_the_points_and_the_sentence_of_the_bank(
    exercise, room
):
    solved = Solved(exercise)
    most = MOST.get(exercise.name, 2)
    right, wrong = bank(exercise, "right")[:most], bank(exercise, "wrong")
    in_part = [answer for answer in wrong if answer.points][:most]
    in_vain = [answer for answer in wrong if not answer.points][:1]
    other = []
    for answer in right + in_part + in_vain:
        points = exercise.points if answer in right else answer.points
        outcome = solved.judge(answer.code, room)
        if outcome.points != points or answer.diagnosis not in outcome.message:
            other.append(f"{answer.name}: {points:g} points, in the room {outcome}")
    assert len(right + in_part + in_vain) >= 3 and not other


def test_the_helpers_in_the_room_keep_no_function_that_an_answer_may_not_use():
    plain, walk = helpers_for(()), helpers_for(("sampling.langevin_step",))
    assert (
        "raise HelpersUsed" in plain["helpers.scores"]
        and "torch.linalg" not in plain["helpers.scores"]
    )
    assert (
        "step_size"
        in walk["helpers.sampling"].split("def langevin_step")[1].split("\ndef ")[0]
    )
    assert (
        walk["helpers.scores"] == plain["helpers.scores"]
        and "examine" not in plain["helpers.checks"]
    )


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
    ("name", "code"),
    [("jacobian_trace", LOOKS_AROUND), ("tractable_score_matching_loss", LOOKS_INSIDE)],
)
def test_what_an_answer_does_to_its_arguments_does_not_change_what_is_right(
    name, code, room
):
    (exercise,) = (exercise for exercise in exercises() if exercise.name == name)
    assert Solved(exercise).judge(code, room).points == 0


NOTES = {
    "a list": (
        """
    seen = []

    def callback(y):
        seen.append(1)
        return y"""
    ),
    "a dict": (
        """
    seen = {}

    def callback(y):
        seen["calls"] = 1
        return y"""
    ),
    "a set": (
        """
    seen = set()

    def callback(y):
        seen.add(1)
        return y"""
    ),
    "a counter": (
        """
    from collections import Counter
    seen = Counter()

    def callback(y):
        seen["calls"] += 1
        return y"""
    ),
    "a default": (
        """
    def callback(y, seen=[]):
        seen.append(1)
        return y"""
    ),
    "an outer name": (
        """
    seen = 0

    def callback(y):
        nonlocal seen
        seen += 1
        return y"""
    ),
    "a global name": (
        """
    def callback(y):
        global seen
        seen = 1
        return y"""
    ),
    "an inner function": (
        """
    seen = {}

    def callback(y):
        def note():
            seen[1] = 1
        note()
        return y"""
    ),
    "a lambda": (
        """
    seen = []
    callback = lambda y: seen.append(1) or y"""
    ),
    "an object": (
        """
    class Model:
        calls = 0

        def __call__(self, y):
            self.calls += 1
            return y
    callback = Model()"""
    ),
    "a method": (
        """
    class Model:
        def __init__(self):
            self.seen = []

        def f(self, y):
            return y
    callback = Model().f"""
    ),
    "a partial": (
        """
    from functools import partial
    seen = {}

    def f(y):
        seen[1] = 1
        return y
    callback = partial(f)"""
    ),
}
TEST = """
from helpers.checks.own_work import watch

def grade(answer):
    import torch

    {notes}
    answer(torch.zeros(3, 2), callback)
"""
CALLS = "def langevin_step(x, f):\n    return f(x)"


def judge_by(room, body):
    test = HiddenTest(TEST.format(notes=body), "langevin_step", (), 1)
    return judge(lambda: room, test, Before([CALLS], [0], 0, []), Limits(30), set())


@pytest.mark.parametrize("body", NOTES.values(), ids=NOTES)
def test_a_hidden_test_whose_callback_notes_what_nobody_would_see_is_refused(
    body, room
):
    with pytest.raises(
        CourseError, match=r"the hidden test of langevin_step: .* in the sandbox"
    ):
        judge_by(room, body)


WATCHED = """
    seen, calls = {}, 0

    @watch
    def callback(y):
        nonlocal calls
        calls += 1
        seen[calls] = y.shape
        return y
"""
ASKED = """
    answer(torch.zeros(3, 2), callback)
    assert seen == {1: (3, 2)} and calls == 1
    return 1
"""


def test_a_watched_callback_notes_what_it_sees(room):
    body = WATCHED.strip() + ASKED
    test = HiddenTest(TEST.format(notes=body), "langevin_step", (), 1)
    assert (
        judge(lambda: room, test, Before([CALLS], [0], 0, []), Limits(30), set()).points
        == 1
    )


def test_a_callback_that_only_reads_needs_no_watch(room):
    body = "def callback(y, scales=(1, 2)):\n        return scales[1] * y"
    assert judge_by(room, body).points == 1
