"""A class goes through the grader as a real one would: every row of grades.csv is what
the submission deserves.
"""

import contextlib
import csv
import random
import shutil
import subprocess
import sys
import time

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell
from test_answers import exercises
from test_pairs import answer_lines

from grading import grade as grader
from grading.align import align
from grading.course import CourseError, assignments
from grading.grade import attention, grade, summary
from grading.marking import mark
from grading.pairs import SOLUTIONS, source
from grading.record import FIELDS
from grading.sample import answer_cells, make_class
from grading.walls import Budgets

pytestmark = pytest.mark.needs("bwrap")
FIRST, SECOND = assignments()[:2]
PAGES = "feedback/*/*.html"
WORTH = {exercise.name: exercise.points for exercise in exercises()}


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    """The graded sample class, with a student whose file is no notebook."""
    folder = tmp_path_factory.mktemp("class")
    make_class(folder)
    for name in assignments():
        broken = folder / "submitted" / "broken" / name
        broken.mkdir(parents=True)
        (broken / f"{name}.ipynb").write_text("{not json")
    (folder / "submitted" / "empty").mkdir()
    grade(folder, jobs=2)
    return folder


def opened(folder, student, name):
    return nbformat.read(
        folder / "submitted" / student / name / f"{name}.ipynb", as_version=4
    )


def hand_in(folder, student, name, notebook):
    path = folder / "submitted" / student / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def fill(notebook, answers):
    """Put answers, by the name of their function, into a notebook."""
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in answer_cells(notebook)}
    for name, code in answers.items():
        cells[f"{name}_answer"].source = code
    return notebook


def rows_of(classroom, student, name):
    with open(classroom / "grades.csv", newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        assert tuple(reader.fieldnames) == FIELDS
        return [
            row
            for row in reader
            if (row["student"], row["assignment"]) == (student, name)
        ]


def test_the_full_solution_has_all_points_and_waits_for_the_written_marks(
    classroom, name
):
    rows = rows_of(classroom, "full", name)
    assert {row["status"] for row in rows} == {"graded", "manual"}
    assert all(
        row["points"] == row["max_points"] for row in rows if row["status"] == "graded"
    )
    assert all(row["points"] == "" for row in rows if row["status"] == "manual")


def test_the_blank_has_none(classroom, name):
    rows = rows_of(classroom, "blank", name)
    assert rows and all(
        (row["points"], row["status"]) == ("0", "blank") for row in rows
    )


def test_the_half_has_exactly_the_points_of_its_half(classroom, name):
    rows = rows_of(classroom, "half", name)
    half = round(len(rows) / 2)
    assert half and all(
        row["points"] == row["max_points"] or row["status"] == "manual"
        for row in rows[:half]
    )
    assert all((row["points"], row["status"]) == ("0", "blank") for row in rows[half:])


def test_every_mistake_costs_its_points_and_is_named(classroom, name):
    rows = rows_of(classroom, "wrong", name)
    assert {row["status"] for row in rows} == {"graded", "manual"}
    for row in rows:
        if row["status"] == "graded":
            assert row["points"] == "0" and row["message"].startswith(
                f"Exercise {int(name[:2])}."
            )


def test_what_cannot_be_graded_has_a_status_and_no_points(classroom, name):
    for student, status in (("broken", "unreadable"), ("empty", "missing")):
        rows = rows_of(classroom, student, name)
        assert rows and all(
            (row["points"], row["status"]) == ("", status) and row["message"]
            for row in rows
        )


def test_feedback_says_what_is_wrong_and_shows_no_hidden_test(classroom, name):
    page = (classroom / "feedback" / "wrong" / f"{name}.html").read_text(
        encoding="utf-8"
    )
    assert f"Exercise {int(name[:2])}.1: " in page
    assert "HIDDEN TESTS" not in page and "MARK SCHEME" not in page
    tests = {
        line
        for line in answer_lines(source(name).read_text(encoding="utf-8"))
        if "assert" in line
    }
    assert tests and not [line for line in tests if line in page]


def test_the_summary_has_a_line_per_submission_and_names_what_needs_attention(
    classroom,
):
    rows = [
        row
        for student in ("full", "broken", "blank")
        for row in rows_of(classroom, student, FIRST)
    ]
    most, written = (
        sum(
            float(row["max_points"])
            for row in rows_of(classroom, "full", FIRST)
            if row["status"] in kinds
        )
        for kinds in (("graded", "manual"), ("manual",))
    )
    assert len(
        summary(rows).splitlines()
    ) == 3 and f"{most - written:g} of {most:g}" in summary(rows)
    unreadable, blank = attention(rows)
    assert (
        unreadable.startswith(f"broken, {FIRST}, everything: unreadable: ")
        and "ask the student" in unreadable
    )
    assert blank.startswith(f"blank, {FIRST}, everything: blank: nothing filled in")


def test_work_that_is_done_is_not_done_again(classroom, monkeypatch):
    before = (classroom / "grades.csv").read_bytes()
    monkeypatch.setattr(
        grader,
        "worked",
        lambda _, submissions, *__: iter(submissions and pytest.fail("done again")),
    )
    grade(classroom)
    assert (classroom / "grades.csv").read_bytes() == before


def test_only_what_has_changed_is_graded_again(classroom, tmp_path):
    folder = tmp_path / "class"
    shutil.copytree(classroom, folder)
    hand_in(folder, "blank", SECOND, opened(folder, "half", SECOND))
    seen, whole = [], grader.worked
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            grader,
            "worked",
            lambda pool, todo, *rest: seen.extend(todo) or whole(pool, todo, *rest),
        )
        grade(folder, assignment=SECOND, student="blank")
    assert [(submission.student, submission.assignment) for submission in seen] == [
        ("blank", SECOND)
    ]
    changed, other = rows_of(folder, "blank", SECOND), rows_of(folder, "half", SECOND)
    assert [row["points"] for row in changed] == [row["points"] for row in other]
    assert len((folder / "grades.csv").read_text().splitlines()) == len(
        (classroom / "grades.csv").read_text().splitlines()
    )


def test_cells_that_end_their_process_cost_no_exercise_anything_and_are_named(
    classroom,
):
    notebook = opened(classroom, "full", SECOND)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in answer_cells(notebook)}
    harm = {
        "score_from_energy_answer": "import os\nimport torch\nos._exit(1)",
        "partition_function_answer": "import torch\nwhile True: pass",
        "langevin_step_answer": "1/0 =",
    }
    for name, code in harm.items():
        notebook.cells.insert(notebook.cells.index(cells[name]), new_code_cell(code))
    aligned = align({"a.ipynb": nbformat.writes(notebook).encode()}, SECOND)
    marked = mark(aligned, Budgets(cell_seconds=10, memory_mb=3000))
    assert {
        name: outcome.points
        for name, outcome in marked.outcomes.items()
        if name in WORTH
    } == worth_of(marked)
    ended = [
        note.rpartition(": ")[2]
        for note in marked.notes
        if "ended the process that ran it" in note
    ]
    assert ended == ["import os", "import torch"]


def test_an_answer_that_kills_costs_itself_only(classroom):
    killer = (
        "def score_from_energy(x, energy_fn):\n    import os\n    os.kill(os.getppid(),"
        " 9)\n    os._exit(1)"
    )
    notebook = fill(opened(classroom, "full", SECOND), {"score_from_energy": killer})
    marked = mark(
        align({"a.ipynb": nbformat.writes(notebook).encode()}, SECOND), Budgets()
    )
    found = {
        name: outcome.points
        for name, outcome in marked.outcomes.items()
        if name in WORTH
    }
    assert marked.outcomes["score_from_energy"].status == "crashed"
    assert found == worth_of(marked) | {"score_from_energy": None}


def worth_of(marked):
    """The points that there are for what a notebook asks in code."""
    return {name: WORTH[name] for name in marked.outcomes if name in WORTH}


def start(folder, *arguments):
    command = [
        sys.executable,
        "-m",
        "grading.grade",
        "--classroom",
        str(folder),
        *arguments,
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(
        command, cwd=SOLUTIONS.parent, start_new_session=True, **quiet
    )


def family_of(grader):
    """All processes that a grader has started."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(grader.pid).children(recursive=True)
    return []


def workers_of(grader):
    """The processes that grade."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return [
            process
            for process in family_of(grader)
            if "forkserver" in " ".join(process.parent().cmdline())
        ]
    return []


@pytest.fixture(scope="module")
def small_class(tmp_path_factory):
    """Two notebooks of three students, not graded yet."""
    folder = tmp_path_factory.mktemp("small") / "class"
    make_class(folder)
    for path in folder.glob("submitted/*/*"):
        if path.name not in (FIRST, SECOND):
            shutil.rmtree(path)
    shutil.rmtree(folder / "submitted" / "blank")
    return folder


@pytest.fixture(scope="module")
def uninterrupted(small_class, tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "class"
    shutil.copytree(small_class, folder)
    grade(folder, jobs=1)
    return recorded(folder)


def recorded(folder):
    """All that a class's folder holds after grading; of the gradebook what was
    graded.
    """
    from nbgrader.api import Gradebook

    files = {}
    for path in sorted(
        [
            *folder.glob("autograded/*/*/*"),
            *folder.glob("feedback/*/*"),
            folder / "grades.csv",
        ]
    ):
        files[str(path.relative_to(folder))] = path.read_bytes()
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        grades = {
            (submission.student.id, name, grade.name): (
                grade.auto_score,
                grade.manual_score,
                grade.needs_manual_grade,
            )
            for name in (FIRST, SECOND)
            for submission in gradebook.assignment_submissions(name)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
    return files, grades


def test_kills_and_two_workers_change_nothing(small_class, uninterrupted, tmp_path):
    folder, dice = tmp_path / "class", random.Random(20)
    shutil.copytree(small_class, folder)
    for turn in range(2):
        before, grader = len(list(folder.glob(PAGES))), start(folder, "--jobs", "2")
        while (
            turn % 2
            and len(list(folder.glob(PAGES))) == before
            and grader.poll() is None
        ):
            time.sleep(0.05)  # every other time, until one more submission is recorded
        time.sleep(dice.uniform(0, 3))
        helpers = family_of(grader)
        grader.kill()
        grader.wait()
        _, alive = psutil.wait_procs(helpers, timeout=20)
        assert not alive, "the workers, and what they started, end with the grader"
    assert list(folder.glob(PAGES)), "the kills came too early to interrupt anything"
    assert start(folder).wait() == 0
    assert recorded(folder) == uninterrupted


@pytest.mark.parametrize("pages", [0, 1], ids=["before it has work", "at work"])
def test_a_worker_that_dies_costs_a_retry_and_nothing_else(
    small_class, uninterrupted, tmp_path, pages
):
    folder = tmp_path / "class"
    shutil.copytree(small_class, folder)
    grader = start(folder, "--jobs", "2")
    while not (workers := workers_of(grader)) or len(list(folder.glob(PAGES))) < pages:
        assert grader.poll() is None
        time.sleep(0.05)
    workers[0].kill()
    assert grader.wait() == 0
    assert recorded(folder) == uninterrupted


def test_a_second_grader_waits_for_the_first(small_class, tmp_path):
    message = "Another make grade is at work"
    with (
        grader._alone(tmp_path),
        pytest.raises(CourseError, match=message),
        grader._alone(tmp_path),
    ):
        pass


def test_without_bubblewrap_grading_refuses_and_says_what_to_do(
    small_class, monkeypatch
):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(
        CourseError, match=r"apt-get install bubblewrap[\s\S]*make grade SANDBOX=off"
    ):
        grade(small_class)


def test_without_walls_the_risk_is_named_and_grading_works(
    small_class, uninterrupted, tmp_path, monkeypatch, capsys
):
    folder = tmp_path / "class"
    shutil.copytree(small_class, folder)
    shutil.rmtree(folder / "submitted" / "half")
    shutil.rmtree(folder / "submitted" / "full" / FIRST)
    monkeypatch.setenv("SANDBOX", "off")
    rows = grade(folder, assignment=SECOND)
    said = " ".join(capsys.readouterr().err.split())
    assert "may read and change whatever you may" in said
    expected = {
        key: value[0]
        for key, value in uninterrupted[1].items()
        if key[0] != "half" and key[1] == SECOND
    }
    found = {
        (r["student"], r["assignment"], r["exercise"]): (
            float(r["points"]) if r["points"] else None
        )
        for r in rows
    }
    assert found == expected


def test_the_gradebook_opens_in_nbgrader(classroom, name):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{classroom}/gradebook.db") as gradebook:
        submission = gradebook.find_submission(name, "full")
        assert submission.needs_manual_grade and submission.score > 0


def test_a_class_that_is_not_there_is_named(tmp_path):
    with pytest.raises(
        CourseError, match=r"There is no class in .*expected submissions as"
    ):
        grade(tmp_path / "nowhere")
    (tmp_path / "submitted" / "ada" / "homework").mkdir(parents=True)
    with pytest.raises(
        CourseError,
        match=r"no notebook of the course: expected .* one of 01_score_definition, 02",
    ):
        grade(tmp_path)
    with pytest.raises(CourseError, match="holds nothing of bob"):
        grade(tmp_path, student="bob")


def test_bad_input_on_the_command_line_is_one_sentence():
    command = [sys.executable, "-m", "grading.grade", "--classroom", "/nowhere"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=SOLUTIONS.parent)
    assert done.returncode == 1 and done.stderr.startswith(
        "error: There is no class in /nowhere"
    )


def test_the_sample_class_hands_in_what_students_open(classroom, name):
    submitted = opened(classroom, "wrong", name)
    assert not any(
        "HIDDEN TESTS" in cell.source or "MARK SCHEME" in cell.source
        for cell in submitted.cells
    )
