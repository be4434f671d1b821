"""The sample class goes through the grader as a real one would: full points, none, exactly the expected part."""

import csv
import subprocess
import sys

import nbformat
import pytest
from test_answers import bank, exercises
from test_pairs import answer_lines

from grading.course import CourseError, assignments
from grading.grade import FIELDS, grade, summary
from grading.pairs import SOLUTIONS, source
from grading.sample import answer_cells, make_class


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    """The graded sample class, with a student whose answers come from the bank, and one whose file is no notebook."""
    folder = tmp_path_factory.mktemp("class")
    make_class(folder)
    for name in assignments():
        hand_in_from_the_bank(folder, name)
        broken = folder / "submitted" / "broken" / name
        broken.mkdir(parents=True)
        (broken / f"{name}.ipynb").write_text("{not json")
    (folder / "submitted" / "empty").mkdir()
    grade(folder)
    return folder


def mixed_answers(name):
    """For each exercise one of the bank's answers: right in part where there are such, else right or wrong in turn."""
    chosen = {}
    for i, exercise in enumerate(e for e in exercises() if e.folder.parent.name == name):
        in_part = [answer for answer in bank(exercise, "wrong") if "Points" in answer[2]]
        _, chosen[exercise], _ = (in_part or bank(exercise, ("right", "wrong")[i % 2]))[0]
    return chosen


def hand_in_from_the_bank(folder, name):
    notebook = nbformat.read(folder / "submitted" / "blank" / name / f"{name}.ipynb", as_version=4)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in answer_cells(notebook)}
    for exercise, code in mixed_answers(name).items():
        cells[f"{exercise.name}_answer"].source = code
    path = folder / "submitted" / "mixed" / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


def rows_of(classroom, student, name):
    with open(classroom / "grades.csv", newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        assert tuple(reader.fieldnames) == FIELDS
        return [row for row in reader if (row["student"], row["assignment"]) == (student, name)]


def test_the_full_solution_has_all_points_and_waits_for_the_written_marks(classroom, name):
    rows = rows_of(classroom, "full", name)
    assert {row["status"] for row in rows} == {"graded", "manual"}
    assert all(row["points"] == row["max_points"] for row in rows if row["status"] == "graded")
    assert all(row["points"] == "" for row in rows if row["status"] == "manual")


def test_the_blank_has_none(classroom, name):
    assert all((row["points"], row["status"]) == ("0", "blank") for row in rows_of(classroom, "blank", name))


def test_the_half_has_exactly_the_points_of_its_half(classroom, name):
    rows = rows_of(classroom, "half", name)
    half = round(len(rows) / 2)
    assert all(row["points"] == row["max_points"] or row["status"] == "manual" for row in rows[:half])
    assert all((row["points"], row["status"]) == ("0", "blank") for row in rows[half:])


def test_every_mistake_costs_its_points_and_is_named(classroom, name):
    for row in rows_of(classroom, "wrong", name):
        assert row["status"] in ("graded", "manual")
        if row["status"] == "graded":
            assert row["points"] == "0" and row["message"].startswith(f"Exercise {int(name[:2])}.")


def test_nbgrader_gives_the_points_that_the_bank_gives(classroom, name):
    points = {row["exercise"]: row["points"] for row in rows_of(classroom, "mixed", name)}
    wanted = {exercise.name: f"{exercise.judge(code)[0]:g}" for exercise, code in mixed_answers(name).items()}
    assert points.items() >= wanted.items() and len(set(wanted.values())) > 1


def test_what_cannot_be_graded_has_a_status_and_no_points(classroom, name):
    for student, status in (("broken", "unreadable"), ("empty", "missing")):
        rows = rows_of(classroom, student, name)
        assert rows and all((row["points"], row["status"]) == ("", status) and row["message"] for row in rows)


def test_feedback_says_what_is_wrong_and_shows_no_hidden_test(classroom, name):
    page = (classroom / "feedback" / "wrong" / f"{name}.html").read_text(encoding="utf-8")
    assert f"✗ Exercise {int(name[:2])}.1: " in page
    assert "BEGIN HIDDEN TESTS" not in page
    tests = {line for line in answer_lines(source(name).read_text(encoding="utf-8")) if "assert" in line}
    assert tests and not [line for line in tests if line in page]
    assert (classroom / "feedback" / "full" / f"{name}.html").is_file()


def test_the_summary_has_a_line_per_submission(classroom, name):
    text = summary(rows_of(classroom, "full", name) + rows_of(classroom, "half", name))
    assert len(text.splitlines()) == 2 and "full" in text and " of " in text


def test_the_gradebook_opens_in_nbgrader(classroom, name):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{classroom}/gradebook.db") as gradebook:
        submission = gradebook.find_submission(name, "full")
        assert submission.needs_manual_grade and submission.score > 0


def test_a_class_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CourseError, match=r"There is no class in .*expected submissions as"):
        grade(tmp_path / "nowhere")
    (tmp_path / "submitted" / "ada").mkdir(parents=True)
    with pytest.raises(CourseError, match="holds nothing of bob"):
        grade(tmp_path, student="bob")


def test_bad_input_on_the_command_line_is_one_sentence():
    command = [sys.executable, "-m", "grading.grade", "--classroom", "/nowhere"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=SOLUTIONS.parent)
    assert done.returncode == 1 and done.stderr.startswith("error: There is no class in /nowhere")


def test_the_sample_class_hands_in_what_students_open(classroom, name):
    submitted = nbformat.read(classroom / "submitted" / "wrong" / name / f"{name}.ipynb", as_version=4)
    assert not any("HIDDEN TESTS" in cell.source or "MARK SCHEME" in cell.source for cell in submitted.cells)
