"""Whole submissions, from the file that is handed in to the row of grades.csv and the
page of feedback.
"""

import csv
import subprocess
import sys

import nbformat
import pytest
from banks.submissions import CASES, IN_WORDS, NAME, made
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI

from grading.course import ROOT
from grading.formgrader import class_config
from grading.gradebook import database_url

pytestmark = pytest.mark.needs("bwrap")
# what was handed in, but could not be put into the course's notebook
FAILED = ("unreadable", "misaligned")


def grade(classroom, *options):
    """Run `make grade` on a class, in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "grading.grade",
        "--classroom",
        str(classroom),
        *options,
    ]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def rows(classroom):
    """The rows of grades.csv, by student and exercise."""
    with open(classroom / "grades.csv", newline="", encoding="utf-8-sig") as file:
        found = {}
        for row in csv.DictReader(file):
            found.setdefault(row["student"], {})[row["exercise"]] = row
    return found


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The class of all cases, in a folder whose name is none of SQLAlchemy's liking;
    and what the grader said.
    """
    classroom = tmp_path_factory.mktemp("submissions") / "Klasse? #1 50%"
    for name in CASES:
        work, folder = made(name), classroom / "submitted" / name / NAME
        folder.mkdir(parents=True)
        if work.hands_in_the_notebook:
            (folder / f"{NAME}.ipynb").write_bytes(work.bytes())
        for path, content in work.files.items():
            (folder / path).write_bytes(content)
        for path in work.folders:
            (folder / path).mkdir()
    return classroom, grade(classroom, "--jobs", "2")


@pytest.fixture(params=CASES)
def name(request):
    return request.param


def test_a_submission_gets_the_rows_and_the_page_that_it_deserves(
    graded, name, record_property
):
    classroom, said = graded
    assert said.returncode == 0, said.stdout[-2000:] + said.stderr[-2000:]
    work, found = made(name), rows(classroom)[name]
    assert len(found) == 8
    for exercise, row in found.items():
        if work.everything:
            points, (status, words) = "", work.everything
        elif exercise in work.rows:
            points, status, words = work.rows[exercise]
        else:
            points, status = (
                ("", "manual")
                if exercise == IN_WORDS
                else (row["max_points"], "graded")
            )
            words = ""
        assert (row["points"], row["status"]) == (points or "", status), row
        assert words in row["message"], row
    page = (classroom / "feedback" / name / f"{NAME}.html").read_text(encoding="utf-8")
    assert not [text for text in work.on_page if text not in page]
    assert not [text for text in work.not_on_page if text in page]
    record_property(
        "submissions", sorted({row["status"] for row in found.values()})[-1]
    )


def test_what_failed_as_a_whole_can_be_marked_by_hand(graded):
    classroom, _ = graded
    failed = [name for name in CASES if (made(name).everything or [""])[0] in FAILED]
    listed = NbGraderAPI(config=class_config(classroom)).get_submissions(NAME)
    waiting = {
        one["student"]: one["needs_manual_grade"] for one in listed if one["autograded"]
    }
    assert len(failed) > 3 and all(waiting.get(name) for name in failed)
    shown = nbformat.read(
        classroom / "autograded" / "no_notebook" / NAME / f"{NAME}.ipynb", as_version=4
    )
    assert (
        "is no notebook" in shown.cells[0].source
        and "My answers:" in shown.cells[2].source
    )
    assert all(
        "SOLUTION" not in cell.source
        for cell in shown.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    )
    with Gradebook(database_url(classroom / "gradebook.db")) as gradebook:
        grade_of = gradebook.find_grade(IN_WORDS, NAME, NAME, "no_notebook")
        grade_of.manual_score, grade_of.needs_manual_grade = 1.5, False
        gradebook.db.commit()
    assert grade(classroom, "--student", "no_notebook").returncode == 0
    row = rows(classroom)["no_notebook"][IN_WORDS]
    assert (row["points"], row["status"], row["message"]) == (
        "1.5",
        "graded",
        "marked by hand",
    )


def test_a_new_picture_under_the_same_name_asks_for_a_new_mark(graded):
    classroom, _ = graded
    name = "pasted_gif"
    with Gradebook(database_url(classroom / "gradebook.db")) as gradebook:
        grade_of = gradebook.find_grade(IN_WORDS, NAME, NAME, name)
        grade_of.manual_score, grade_of.needs_manual_grade = 1, False
        gradebook.db.commit()
    grade(classroom, "--student", name)
    assert rows(classroom)[name][IN_WORDS]["points"] == "1"
    work = made(name)
    bundle = work.cell(IN_WORDS).attachments["a.gif"]
    bundle["image/gif"] = bundle["image/gif"].replace("AQAB", "AQAC", 1)
    (classroom / "submitted" / name / NAME / f"{NAME}.ipynb").write_bytes(work.bytes())
    grade(classroom, "--student", name)
    row = rows(classroom)[name][IN_WORDS]
    assert (row["points"], row["status"]) == (
        "",
        "manual",
    ) and "has changed since it was marked" in row["message"]


def test_somebody_who_needs_a_person_ends_a_strict_run_with_three(graded):
    classroom, _ = graded
    assert grade(classroom, "--student", "cut_off_upload", "--strict").returncode == 3
    assert grade(classroom, "--student", "missing_bracket", "--strict").returncode == 0


def test_the_totals_add_up(graded):
    classroom, _ = graded
    found = rows(classroom)
    with open(classroom / "totals.csv", newline="", encoding="utf-8-sig") as file:
        totals = {row["student"]: row for row in csv.DictReader(file)}
    assert totals.keys() == found.keys()
    for name, row in totals.items():
        assert float(row["points"]) == sum(
            float(one["points"] or 0) for one in found[name].values()
        )
        assert float(row["without_points"]) == sum(
            one["points"] == "" for one in found[name].values()
        )
