"""Hostile answers are contained and earn nothing, and honest answers right after them
get their full marks; answers that are right, but ruin the room for all, keep their
points.

banks/hostile/*.py: an answer to Exercise 1.1, with what it tries, and the status that
it must end with; says.py holds many that differ only in their lie.
banks/side_effects/*.py: right answers in cells that do harm without meaning to.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from banks import BANKS, cells

from grading.course import ROOT, SOLUTIONS
from grading.judge import Before, HiddenTest, Limits, judge
from grading.marking import imports_of
from grading.walls import Budgets, Room

BUDGETS = Budgets(cell_seconds=8, memory_mb=2048, file_mb=16)
HONEST = (
    "def score_gaussian_1d(x, mu=0.0, sigma=1.0):\n    return -(x - mu) / sigma**2\n"
)

pytestmark = pytest.mark.needs("bwrap")


def in_files(kind):
    """A bank's answers by name, one to a file."""
    return {
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted((BANKS / kind).glob("*.py"))
    }


def hostile():
    """The hostile answers by name, in its order."""
    found = in_files("hostile")
    del found["says"]
    lies = cells(BANKS / "hostile" / "says.py")
    ending = lies.pop("all")
    found |= {name: lie + "\n\n" + ending for name, lie in lies.items()}
    return dict(sorted(found.items()))


HOSTILE, SIDE_EFFECTS = hostile(), in_files("side_effects")


class Exercise:
    """Exercise 1.1, and a room for its answers."""

    def __init__(self):
        path = SOLUTIONS / "01_score_definition" / "01_score_definition.ipynb"
        cells = nbformat.read(path, as_version=4).cells
        place = next(
            i for i, cell in enumerate(cells) if cell.id == "score_gaussian_1d"
        )
        self.test, self.room = HiddenTest.of(cells[place]), None
        before = [
            cell
            for cell in cells[:place]
            if cell.cell_type == "code" and "nbgrader" not in cell.metadata
        ]
        self.course = [cell.source for cell in before]
        self.imports = [line for source in self.course for line in imports_of(source)]

    def open_room(self):
        """The room that the last answer has left, if it still stands; else a new
        one.
        """
        if not self.room or self.room.lost:
            self.room = Room(BUDGETS)
        return self.room

    def judge(self, answer, seconds=BUDGETS.cell_seconds):
        """The outcome of an answer."""
        place = len(self.course)
        before = Before([*self.course, answer], [place], place, self.imports)
        return judge(self.open_room, self.test, before, Limits(seconds), set())


@pytest.fixture(scope="module")
def exercise():
    os.environ["SECRET"] = "the instructor's"
    exercise = Exercise()
    yield exercise
    exercise.room.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_answers_earn_nothing_and_harm_nobody(exercise, name, record_property):
    expected = re.search("Status: (.+)", HOSTILE[name])[1].split(" or ")
    # no clock ends what has another end, however slow the machine
    seconds = BUDGETS.cell_seconds if "timeout" in expected else 60
    outcome = exercise.judge(HOSTILE[name], seconds)
    assert not outcome.points and outcome.status in expected
    if list(HOSTILE).index(name) % 3 == 0:  # an honest answer after every third
        honest = exercise.judge(HONEST)
        assert (honest.points, honest.status) == (1, "graded")
    record_property("hostile", outcome.status)


def test_the_walls_stand_for_an_ordinary_user(tmp_path):
    """The same as somebody without rights, where the tests run as root."""
    if os.geteuid():
        pytest.skip("the other tests ran as an ordinary user")
    course = tmp_path / "course"
    kept_private = shutil.ignore_patterns(".*", "build", "__pycache__", "answers")
    shutil.copytree(ROOT, course, ignore=kept_private)
    (course / ".venv").mkdir()
    # Where such a user may read them, though root keeps Python or the course in a
    # folder of its own.
    python = Path(sys.base_prefix)
    command = [
        "bwrap",
        "--dev-bind",
        "/",
        "/",
        "--perms",
        "1777",
        "--tmpfs",
        "/tmp",
        "--perms",
        "0755",
        "--tmpfs",
        "/root",
    ]
    for parent in [
        p
        for p in reversed(python.parents)
        if p.is_relative_to("/root") and p != Path("/root")
    ]:
        command += ["--perms", "0755", "--dir", str(parent)]
    command += (
        ["--ro-bind", str(python), str(python)]
        if python.is_relative_to("/root")
        else []
    )
    command += [
        "--perms",
        "0755",
        "--dir",
        "/tmp/a",
        "--ro-bind",
        str(course),
        "/tmp/a/course",
    ]
    command += [
        "--ro-bind",
        sys.prefix,
        "/tmp/a/course/.venv",
        "--chdir",
        "/tmp/a/course",
    ]
    command += ["setpriv", "--reuid=12345", "--regid=12345", "--clear-groups"]
    chosen = (
        "files or network or becomes_root or exits or memory_in_children or"
        " fills_the_disk or noise"
    )
    command += [
        ".venv/bin/python",
        "-m",
        "pytest",
        "tests/test_hostile.py",
        "-k",
        chosen,
    ]
    done = subprocess.run(
        command, env=os.environ | {"HOME": "/tmp"}, capture_output=True, text=True
    )
    passed = re.search(r"(\d+) passed", done.stdout)
    assert done.returncode == 0 and passed and int(passed[1]) >= 8, (
        done.stdout[-3000:] + done.stderr[-1000:]
    )


@pytest.mark.parametrize("name", SIDE_EFFECTS)
def test_right_answers_keep_their_points_whatever_their_cells_ruin(
    exercise, name, record_property
):
    outcome = exercise.judge(SIDE_EFFECTS[name])
    assert (outcome.points, outcome.status) == (1, "graded")
    record_property("side_effects", "with full points")
