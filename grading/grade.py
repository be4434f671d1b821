"""From a folder of submissions to grades.csv, feedback pages and a table: `make grade`."""

import argparse
import csv
import os
import shutil
import sys
import warnings
from collections import defaultdict
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from sqlalchemy.exc import SAWarning
from tqdm import tqdm
from traitlets.config import Config

from grading.course import BUILD, NOTEBOOKS, SOLUTIONS, CourseError, assignments, main, nbgrader_config
from grading.execution import poll_in_slices
from grading.feedback import PREPROCESSORS
from grading.sample import answer_cells, make_class

FIELDS = ("student", "assignment", "exercise", "points", "max_points", "status", "message")
IN_ORDER = {"graded", "manual", "blank", "missing"}  # nothing for an instructor to look into


def grade(classroom: Path, assignment: str | None = None, student: str | None = None) -> list[dict]:
    """Grade what lies in classroom/submitted/<student>/<assignment>/, and write grades.csv and feedback/ beside it.

    Returns the rows of grades.csv, one per graded cell of each student and assignment. Raises `CourseError` where
    there is no class, or none of the named student.
    """
    students = _students(classroom, student)
    names = assignments([assignment] if assignment else [])
    names = [name for name in names if assignment or any((s / name).is_dir() for s in students)]
    os.environ["PATH"] = f"{sys.prefix}/bin{os.pathsep}{os.environ['PATH']}"  # nbgrader calls alembic by name
    warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's, about its own sessions
    poll_in_slices()
    api = NbGraderAPI(config=_config(classroom))
    for name in names:
        _succeed(api.generate_assignment(name), f"nbgrader cannot read solutions/{name}/{name}.ipynb")
    rows = []
    with tqdm(total=len(names) * len(students), unit="submission", desc="grading") as bar:
        for name in names:
            for folder in students:
                rows += _submission(api, folder, name)
                bar.update()
    _write_csv(classroom / "grades.csv", rows)
    return rows


def _students(classroom: Path, student: str | None) -> list[Path]:
    submitted = classroom / "submitted"
    if not submitted.is_dir():
        raise CourseError(
            f"There is no class in {classroom}: expected submissions as {submitted}/<student>/<assignment>/*.ipynb."
        )
    students = sorted(path for path in submitted.iterdir() if path.is_dir() and student in (None, path.name))
    if not students:
        raise CourseError(f"{submitted} holds nothing of {student or 'any student'}.")
    return students


def _config(classroom: Path) -> Config:
    """nbgrader_config.py, with the paths of this class."""
    config = nbgrader_config()
    config.CourseDirectory.root = str(classroom.resolve())
    config.CourseDirectory.source_directory = str(SOLUTIONS)
    config.CourseDirectory.release_directory = "release"
    config.GenerateFeedback.preprocessors = PREPROCESSORS
    return config


def _succeed(result: dict, sentence: str):
    if not result["success"]:
        raise CourseError(f"{sentence}:\n{result.get('error') or result.get('log')}")


def _submission(api, folder: Path, name: str) -> list[dict]:
    """Grade one submission; its rows of grades.csv."""
    student, path = folder.name, folder / name / f"{name}.ipynb"
    if not path.is_file():
        return _rows(student, name, "missing", f"nothing handed in: there is no {path.name}")
    try:
        handed_in = nbformat.read(path, as_version=4)
    except Exception as error:
        return _rows(student, name, "unreadable", f"not a notebook: {_sentence(error)}")
    result = api.autograde(name, student)
    if not result["success"]:
        return _rows(student, name, "crashed", _sentence(result.get("error") or result.get("log")))
    rows = _graded_rows(api, student, name, handed_in)
    _succeed(api.generate_feedback(name, student), f"nbgrader could not write feedback for {student}")
    feedback = Path(api.coursedir.root) / "feedback" / student
    shutil.move(feedback / name / f"{name}.html", feedback / f"{name}.html")
    shutil.rmtree(feedback / name)
    return rows


def _graded_rows(api, student, name, handed_in) -> list[dict]:
    blank = _blank_answers(name, handed_in)
    executed = nbformat.read(Path(api.coursedir.root) / "autograded" / student / name / f"{name}.ipynb", as_version=4)
    said = {cell.metadata.nbgrader.grade_id: _complaint(cell) for cell in executed.cells if "nbgrader" in cell.metadata}
    rows = []
    with Gradebook(api.coursedir.db_url) as gradebook:
        grades = gradebook.find_submission_notebook(name, name, student).grades
        points = {g.name: (None if g.needs_manual_grade else g.score, g.max_score) for g in grades}
    for exercise in _exercises(name):
        score, most = points[exercise]
        status = "blank" if exercise in blank else "manual" if score is None else "graded"
        failed = said.get(f"{exercise}_check") or said[exercise] if score is not None and score < most else ""
        message = {"blank": "nothing filled in", "manual": "waits for a person's marks"}.get(status, failed)
        rows.append(_row(student, name, exercise, score, most, status, message))
    return rows


def _blank_answers(name, handed_in) -> set[str]:
    """The exercises whose answer is still what was released."""
    released = nbformat.read(NOTEBOOKS / name / f"{name}.ipynb", as_version=4)
    stubs = {cell.metadata.nbgrader.grade_id: cell.source.strip() for cell in answer_cells(released)}
    given = {cell.metadata.nbgrader.grade_id: cell.source.strip() for cell in answer_cells(handed_in)}
    return {key.removesuffix("_answer") for key, stub in stubs.items() if given.get(key, stub) == stub}


def _complaint(cell) -> str:
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    return _sentence(errors[0].evalue or errors[0].ename) if errors else ""


def _sentence(error) -> str:
    return " ".join(str(error).split())[:200]


def _exercises(name: str) -> dict[str, float]:
    """The graded cells of an assignment and their points, in the notebook's order."""
    notebook = nbformat.read(SOLUTIONS / name / f"{name}.ipynb", as_version=4)
    cells = (cell.metadata.get("nbgrader", {}) for cell in notebook.cells)
    return {meta["grade_id"]: float(meta["points"]) for meta in cells if meta.get("grade")}


def _rows(student, name, status, message) -> list[dict]:
    return [_row(student, name, exercise, None, most, status, message) for exercise, most in _exercises(name).items()]


def _row(student, name, exercise, score, most, status, message) -> dict:
    points = "" if score is None else f"{score:g}"
    return dict(zip(FIELDS, (student, name, exercise, points, f"{most:g}", status, message), strict=True))


def _write_csv(path: Path, rows: list[dict]):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        writer.writerows(rows)


def summary(rows: list[dict]) -> str:
    """One line per submission: points, and how its exercises ended."""
    submissions = defaultdict(list)
    for row in rows:
        submissions[row["student"], row["assignment"]].append(row)
    width = max(len(student) for student, _ in submissions)
    lines = []
    for (student, assignment), of in submissions.items():
        points = sum(float(row["points"] or 0) for row in of)
        statuses = [row["status"] for row in of]
        counts = ", ".join(f"{statuses.count(s)} {s}" for s in dict.fromkeys(statuses))
        most = sum(float(row["max_points"]) for row in of)
        lines.append(f"{student:<{width}}  {assignment}  {points:5g} of {most:g}   {counts}")
    return "\n".join(lines)


def run(arguments) -> int:
    parser = argparse.ArgumentParser(prog="make grade")
    parser.add_argument("--classroom", type=Path)
    parser.add_argument("--assignment")
    parser.add_argument("--student")
    options = parser.parse_args(arguments)
    if not options.classroom:
        options.classroom = BUILD / "sample-class"
        make_class(options.classroom)
        print("No CLASSROOM given: grading the bundled sample class.")
    rows = grade(options.classroom, options.assignment, options.student)
    print(summary(rows))
    print(f"\nGrades: {options.classroom / 'grades.csv'}\nFeedback: {options.classroom / 'feedback'}")
    attention = [row for row in rows if row["status"] not in IN_ORDER]
    for row in attention:
        print(f"needs attention: {row['student']}, {row['exercise']}: {row['status']}, {row['message']}")
    return 1 if attention else 0


if __name__ == "__main__":
    main(run)
