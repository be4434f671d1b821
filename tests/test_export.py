"""Points go back to where the class list came from: under the names it knows, whole,
and never as a silent zero.
"""

import csv
import io
import re
import shutil

import nbformat
import pytest
from test_collect import BLACKBOARD, CANVAS, GERMAN, MOODLE, PLAIN
from test_record import empty_gradebook  # noqa: F401 - a fixture

from grading.class_list import FILE, class_list
from grading.course import ROOT, SOLUTIONS, CourseError
from grading.export import FORMS, export, run
from grading.outcome import STATUSES, Outcome
from grading.record import Register

NAME = "01_score_definition"
MASTER = nbformat.read(SOLUTIONS / NAME / f"{NAME}.ipynb", as_version=4)
EXERCISES = {
    c.id: c.metadata.nbgrader.points
    for c in MASTER.cells
    if c.metadata.get("nbgrader", {}).get("grade")
}
MOST = f"{sum(EXERCISES.values())}"
WRITTEN = list(EXERCISES)[-1]


@pytest.fixture
def class_of(tmp_path, empty_gradebook):  # noqa: F811
    """Make a class with a graded submission for each student, by how its last exercise
    ended, and this class list.
    """
    shutil.copy(empty_gradebook, tmp_path)
    register = Register(tmp_path)
    register.prepare(NAME)

    def make(last, text="", encoding="utf-8"):
        for student, outcome in last.items():
            (tmp_path / "submitted" / student).mkdir(parents=True)
            if outcome:
                outcomes = {
                    name: Outcome(most, "graded") for name, most in EXERCISES.items()
                }
                everything = outcome.status in ("missing", "unreadable")
                outcomes = (
                    dict.fromkeys(outcomes, outcome)
                    if everything
                    else outcomes | {WRITTEN: outcome}
                )
                register.enter(student, NAME, "key", None, outcomes)
        if text:
            (tmp_path / FILE).write_bytes(text.encode(encoding))
        return tmp_path

    return make


FULL, HALF = Outcome(EXERCISES[WRITTEN], "graded"), Outcome(0.5, "graded")
MANUAL = Outcome(None, "manual", "waits")


def table(path, form):
    return list(
        csv.reader(
            io.StringIO(path.read_bytes().decode(form.encoding)),
            delimiter=form.delimiter,
        )
    )


@pytest.mark.parametrize(
    ("lms", "text", "encoding", "names", "header", "lines"),
    [
        (
            "canvas",
            CANVAS,
            "utf-8",
            ("ada", "kurt"),
            [
                "Student",
                "ID",
                "SIS User ID",
                "SIS Login ID",
                "Section",
                f"{NAME} (7001)",
            ],
            [
                ["    Points Possible", "", "", "", "", MOST],
                ["Lovelace, Ada", "101", "u1", "ada", "Monday", MOST],
                ["Gödel, Kurt", "102", "u2", "kurt", "Monday and Tuesday", "13.5"],
            ],
        ),
        (
            "moodle",
            MOODLE,
            "utf-8-sig",
            ("ada@example.org", "kurt@example.org"),
            ["First name", "Surname", "ID number", "Email address", NAME],
            [
                ["Ada", "Lovelace", "u1", "ada@example.org", MOST],
                ["Kurt", "Gödel", "u2", "kurt@example.org", "13.5"],
            ],
        ),
        (
            "blackboard",
            BLACKBOARD,
            "utf-16",
            ("u1", "u2"),
            [
                "Last Name",
                "First Name",
                "Username",
                "Student ID",
                f"{NAME} [Total Pts: 15 Score] |7001",
            ],
            [
                ["Lovelace", "Ada", "ada", "u1", MOST],
                ["Gödel", "Kurt", "kurt", "u2", "13.5"],
            ],
        ),
    ],
)
def test_the_points_go_back_in_the_form_that_the_list_came_in(
    class_of, lms, text, encoding, names, header, lines
):
    folder = class_of(dict(zip(names, (FULL, HALF), strict=True)), text, encoding)
    (done,) = export(folder, lms)
    assert table(done.path, FORMS[lms]) == [header, *lines] and done.exported == 2
    shutil.copy(done.path, folder / FILE)
    assert list(class_list(folder, list(names)).students) == list(names), (
        "what was written is a class list again"
    )


@pytest.mark.parametrize("lms", FORMS)
@pytest.mark.parametrize(
    ("text", "ending"), [("", ""), (PLAIN, ""), (GERMAN, "@example.org")]
)
def test_without_columns_that_the_lms_knows_the_names_here_are_its_logins(
    class_of, lms, text, ending
):
    folder = class_of({f"ada{ending}": FULL, f"kurt{ending}": HALF}, text)
    (done,) = export(folder, lms)
    header, *lines = table(done.path, FORMS[lms])
    found = {
        line[header.index(FORMS[lms].login)]: line[-1]
        for line in lines
        if FORMS[lms].most not in line[:1]
    }
    assert found == {f"ada{ending}": MOST, f"kurt{ending}": "13.5"}


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        (MANUAL, f"{WRITTEN} waits for your mark"),
        (Outcome(None, "timeout", "slow"), f"{WRITTEN} timeout"),
        (Outcome(None, "misaligned", "two"), f"{WRITTEN} misaligned"),
        (Outcome(None, "unreadable", "no notebook"), "unreadable"),
        (Outcome(None, "missing", "nothing handed in"), "nothing handed in"),
        (None, "not graded yet"),
    ],
)
def test_points_that_are_not_decided_are_left_out_with_the_reason(
    class_of, outcome, why, capsys
):
    folder = class_of({"ada": FULL, "kurt": outcome}, CANVAS)
    assert run(["--classroom", str(folder), "--for", "canvas"]) is None
    said = " ".join(capsys.readouterr().out.split())
    assert (
        f"canvas-{NAME}.csv: the points of 1 student without 2, who may have to be"
        " entered by hand:" in said
    )
    assert f"Emmy not graded yet kurt {why}" in said
    assert "Gödel" not in (folder / "export" / f"canvas-{NAME}.csv").read_text()


def test_a_mark_given_by_hand_is_exported_at_once(class_of):
    folder = class_of({"ada": MANUAL})
    assert export(folder, "canvas")[0].left_out.keys() == {"ada"}
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "score-functions") as book:
        grade = book.find_grade(WRITTEN, NAME, NAME, "ada")
        grade.manual_score, grade.needs_manual_grade = 1.25, False
        book.db.commit()
    (done,) = export(folder, "canvas")
    assert not done.left_out and table(done.path, FORMS["canvas"])[-1][-1] == "14.25"


def test_who_is_not_in_the_list_is_left_out(class_of):
    (done,) = export(class_of({"ada": FULL, "mallory": FULL}, CANVAS), "canvas")
    assert done.left_out["mallory"] == "not in students.csv" and done.exported == 1


def test_no_cell_is_a_formula(class_of):
    text = (
        "Student,ID,SIS User ID,SIS Login"
        ' ID,Section\n"=HYPERLINK(""http://evil"")",1,u1,ada,+1\nKurt,2,@u2,kurt,A\n'
    )
    (done,) = export(class_of({"ada": FULL, "kurt": FULL}, text), "canvas")
    cells = [cell for line in table(done.path, FORMS["canvas"]) for cell in line]
    assert '\'=HYPERLINK("http://evil")' in cells and "'+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert "'@u2' would be a formula" in done.left_out["kurt"]


@pytest.mark.parametrize(
    "column, title", [("Homework 1", "Homework 1 (88)"), ("Week 9", "Week 9")]
)
def test_the_column_may_have_another_name_in_the_lms(class_of, column, title):
    text = CANVAS.replace("01_score_definition (7001)", "Homework 1 (88)")
    (done,) = export(class_of({"ada": FULL}, text), "canvas", NAME, column)
    assert table(done.path, FORMS["canvas"])[0][-1] == title


def test_exporting_twice_changes_nothing(class_of):
    folder = class_of({"ada": FULL}, CANVAS)
    before = export(folder, "canvas")[0].path.read_bytes()
    assert export(folder, "canvas")[0].path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            [],
            "Say which class: make export CLASSROOM=path FOR=canvas|moodle|blackboard",
        ),
        (["--for", "ilias"], "Say for what: .* FOR=canvas"),
        (
            ["--for", "canvas", "--column", "HW"],
            "name of one assignment only: add ASSIGNMENT",
        ),
        (["--for", "canvas", "--assignment", "05"], "There is no notebook '05'"),
        pytest.param(
            ["--for", "canvas", "--assignment", "02_ebm_score"],
            "Nothing is graded yet of 02_ebm_score: make grade",
            marks=pytest.mark.about("02_ebm_score"),
        ),
    ],
)
def test_what_cannot_be_exported_is_said_in_a_sentence(class_of, arguments, words):
    folder = class_of({"ada": FULL})
    with pytest.raises(CourseError, match=words.replace("|", r"\|")):
        run([*(["--classroom", str(folder)] if arguments else []), *arguments])


def test_instructors_find_every_status_with_its_points_and_meaning():
    text = (ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8")
    told = re.findall(r"(?m)^\| `(\w+)` \| (\S+) \| (.*) \|$", text)
    assert told == [
        (name, "yes" if name == "graded" else points_of(status), status.happened)
        for name, status in STATUSES.items()
    ]


def points_of(status):
    return "–" if status.score is None else f"{status.score:g}"
