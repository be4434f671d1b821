"""What a class has so far: gradebook.db, autograded/, feedback/ and grades.csv, safe to
interrupt and to repeat.
"""

import csv
import hashlib
import io
import json
import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.utils import is_grade, is_solution
from sqlalchemy import text

from grading.clock import clock
from grading.course import SOLUTIONS
from grading.feedback import Result, look, page, stamp_of
from grading.formgrader import write_config
from grading.gradebook import save_cells, transaction
from grading.harmless import harmless
from grading.outcome import Outcome, by_submission

FIELDS = (
    "student",
    "assignment",
    "exercise",
    "points",
    "max_points",
    "status",
    "message",
)
TOTALS = ("student", "assignment", "points", "max_points", "without_points")
JUDGED = {"graded", "blank", "refused", "manual"}  # the answer itself was looked at
TABLE = """CREATE TABLE IF NOT EXISTS course_record (
    student VARCHAR(128) NOT NULL,
    assignment VARCHAR(128) NOT NULL,
    work TEXT NOT NULL,
    PRIMARY KEY (student, assignment)
)"""
PAGE_SECONDS = 60
NOT_YET = Outcome(None, "missing", "not graded yet")


@dataclass
class Work:
    """What was last recorded of a student's assignment; exercises by name, answers as
    hashes.
    """

    key: str = ""
    note: str = ""
    kept: bool = False  # whether there is a notebook
    aligned: bool = (
        False  # whether it holds the answers; else it shows what could be read
    )
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    # the answer that a mark by hand was given for
    marked: dict[str, str | None] = field(default_factory=dict)


class Register:
    """The results of the class in a folder.

    A submission is recorded in one transaction of gradebook.db, its key and outcomes
    included; then its notebook and its page are written. The page carries the key, so a
    record whose files are not yet its own can be told.
    """

    def __init__(self, classroom: Path):
        self.classroom = Path(classroom).resolve()
        self.database = self.classroom / "gradebook.db"
        self._masters = {}

    def prepare(self, assignment: str):
        """Bring the gradebook, and the submissions in it, to the cells of the solved
        notebook as it is now.
        """
        write_config(self.classroom)
        master = self._masters[assignment] = _master(assignment)
        with self._open() as gradebook:
            gradebook.update_or_create_assignment(assignment)
            kernel = json.dumps(master.metadata.kernelspec)
            gradebook.update_or_create_notebook(
                assignment, assignment, kernelspec=kernel
            )
            save_cells(gradebook, assignment, master)

    def done(self, student: str, assignment: str, key: str) -> bool:
        """Whether exactly this work is recorded, with all its files."""
        with self._open() as gradebook:
            work = _recall(gradebook, student, assignment)
        return work.key == key and self._files_are_of(work, student, assignment)

    def enter(
        self,
        student: str,
        assignment: str,
        key: str,
        notebook: NotebookNode | None,
        outcomes: dict[str, Outcome],
        note: str = "",
        aligned: bool = True,
    ):
        """Record a submission: in the gradebook whole or not at all, then as notebook
        and page.

        notebook: the marked one, or, if not `aligned`, one that shows what could be
        read; None: nothing was handed in.
        """
        notebook = harmless(notebook) if notebook else None
        kept = notebook is not None
        work = Work(
            key,
            note,
            kept,
            kept and aligned,
            outcomes,
            _answers(notebook, outcomes, aligned),
        )
        with self._open() as gradebook:
            before = _recall(gradebook, student, assignment)
            gradebook.update_or_create_student(student)
            handed_in = any(
                outcome.status != "missing" for outcome in outcomes.values()
            )
            if submitted := _submitted(
                gradebook, student, assignment, create=handed_in
            ):
                for grade in submitted.grades:
                    _set_grade(grade, work, before)
                for comment in submitted.comments:
                    blank = (
                        outcomes.get(_exercise(comment.name), NOT_YET).status == "blank"
                    )
                    comment.auto_comment = "No response." if blank else None
            _remember(gradebook, student, assignment, work)
            results = self._results(gradebook, student, assignment, work)
        path = self._notebook(student, assignment)
        if notebook:
            write(path, nbformat.writes(notebook, indent=1) + "\n")
        else:
            path.unlink(missing_ok=True)
        self._write_page(student, assignment, work, results)

    def recorded(self) -> set[tuple[str, str]]:
        """Of which submissions, (student, assignment), there is a record."""
        with self._open() as gradebook:
            return set(
                map(
                    tuple,
                    gradebook.db.execute(
                        text("SELECT student, assignment FROM course_record")
                    ),
                )
            )

    def rows(self, submissions: list[tuple[str, str]]) -> list[dict]:
        """The rows of grades.csv, marks by hand included; pages that lack such a mark
        are written anew.
        """
        rows = []
        for student, assignment in submissions:
            with self._open() as gradebook:
                work = _recall(gradebook, student, assignment)
                results = self._results(gradebook, student, assignment, work)
            rows += [_row(student, assignment, result, work.note) for result in results]
            shown = stamp_of(self._page(student, assignment))
            if shown != _stamp(work, results) and self._files_are_of(
                work, student, assignment
            ):
                self._write_page(student, assignment, work, results)
        return rows

    def write_csv(self, rows: list[dict]):
        """Write classroom/grades.csv, and totals.csv: a row for each student's
        notebook.
        """
        _write_csv(self.classroom / "grades.csv", FIELDS, rows)
        _write_csv(
            self.classroom / "totals.csv",
            TOTALS,
            list(map(_total, by_submission(rows).values())),
        )

    def _notebook(self, student, assignment) -> Path:
        return (
            self.classroom / "autograded" / student / assignment / f"{assignment}.ipynb"
        )

    def _page(self, student, assignment) -> Path:
        return self.classroom / "feedback" / student / f"{assignment}.html"

    def _files_are_of(self, work: Work, student, assignment) -> bool:
        shown = stamp_of(self._page(student, assignment)).rpartition(" ")[0]
        is_there = self._notebook(student, assignment).is_file()
        return bool(shown) and shown == work.key and is_there == work.kept

    def _master(self, assignment):
        if assignment not in self._masters:
            self._masters[assignment] = _master(assignment)
        return self._masters[assignment]

    @contextmanager
    def _open(self) -> Iterator[Gradebook]:
        with transaction(self.database) as gradebook:
            gradebook.db.execute(text(TABLE))
            yield gradebook

    def _results(self, gradebook, student, assignment, work: Work) -> list[Result]:
        """One result an exercise, in the notebook's order: the grader's outcome, or the
        mark of a person.
        """
        submitted = _submitted(gradebook, student, assignment)
        grades = {grade.name: grade for grade in submitted.grades} if submitted else {}
        comments = (
            {_exercise(c.name): c.manual_comment for c in submitted.comments}
            if submitted
            else {}
        )
        exercises = {
            cell.metadata.nbgrader.grade_id: float(cell.metadata.nbgrader.points)
            for cell in self._master(assignment).cells
            if is_grade(cell)
        }
        return [
            _result(
                name,
                most,
                work.outcomes.get(name, NOT_YET),
                grades.get(name),
                comments.get(name) or "",
            )
            for name, most in exercises.items()
        ]

    def _write_page(self, student, assignment, work: Work, results: list[Result]):
        """Write the page of feedback; one with the points alone where the answers
        cannot be shown, whatever they do.
        """
        path, master, stamp = (
            self._notebook(student, assignment),
            self._master(assignment),
            _stamp(work, results),
        )
        try:
            with clock(PAGE_SECONDS):
                notebook = nbformat.read(path, as_version=4) if work.aligned else None
                html = page(master, notebook, student, results, work.note, stamp)
        except Exception as error:
            note = f"{work.note}; " if work.note else ""
            note += f"your answers cannot be shown here ({type(error).__name__})"
            html = page(master, None, student, results, note, stamp)
        write(self._page(student, assignment), html)


def _total(rows: list[dict]) -> dict:
    points = sum(float(row["points"] or 0) for row in rows)
    most = sum(float(row["max_points"]) for row in rows)
    open_exercises = sum(row["points"] == "" for row in rows)
    values = (
        rows[0]["student"],
        rows[0]["assignment"],
        f"{points:g}",
        f"{most:g}",
        str(open_exercises),
    )
    return dict(zip(TOTALS, values, strict=True))


def _write_csv(path: Path, fields: tuple[str, ...], rows: list[dict]):
    """Write a table in which no text is a formula to a spreadsheet.

    By its first bytes Excel knows that it is UTF-8.
    """
    file = io.StringIO()
    writer = csv.DictWriter(file, fields, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: no_formula(_line(value)) for name, value in row.items()})
    write(path, "\ufeff" + file.getvalue())


def write(path: Path, text: str):
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8", errors="backslashreplace")
    os.replace(part, path)


def _master(assignment: str):
    return nbformat.read(SOLUTIONS / assignment / f"{assignment}.ipynb", as_version=4)


def _recall(gradebook, student, assignment) -> Work:
    """What was last recorded of a submission; an empty `Work` if nothing was."""
    query = text(
        "SELECT work FROM course_record WHERE student = :student AND assignment ="
        " :assignment"
    )
    found = gradebook.db.execute(
        query, {"student": student, "assignment": assignment}
    ).scalar()
    work = Work(**json.loads(found)) if found else Work()
    work.outcomes = {
        name: Outcome(**outcome) for name, outcome in work.outcomes.items()
    }
    return work


def _remember(gradebook, student, assignment, work: Work):
    query = text(
        "INSERT OR REPLACE INTO course_record VALUES (:student, :assignment, :work)"
    )
    values = {
        "student": student,
        "assignment": assignment,
        "work": json.dumps(asdict(work), sort_keys=True),
    }
    gradebook.db.execute(query, values)


def _submitted(gradebook, student, assignment, create=False):
    """The student's notebook in the gradebook; None where nothing was ever handed in,
    unless `create`.
    """
    if create:
        gradebook.update_or_create_submission(assignment, student)
    try:
        return gradebook.find_submission_notebook(assignment, assignment, student)
    except MissingEntry:
        return None


def _answers(notebook, outcomes: dict[str, Outcome], aligned: bool) -> dict[str, str]:
    """For each answer of a notebook, by the name of its exercise, a hash of its text
    and pictures; where the answers
    were not found, a hash of all that could be read.
    """
    if notebook and not aligned:
        whole = _hash("".join(cell.source for cell in notebook.cells))
        return dict.fromkeys(outcomes, whole)
    cells = [cell for cell in notebook.cells if is_solution(cell)] if notebook else []
    return {
        _exercise(cell.metadata.nbgrader.grade_id): _hash(_whole(cell))
        for cell in cells
    }


def _whole(cell) -> str:
    """All of an answer: its text, and the pictures in it."""
    pictures = cell.get("attachments")
    return (
        cell.source + json.dumps(pictures, sort_keys=True) if pictures else cell.source
    )


def _exercise(name: str) -> str:
    return name.removesuffix("_answer")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _set_grade(grade, work: Work, before: Work):
    """Set the grader's score, and whether a person must look: at what has none, and at
    marked answers that changed.
    """
    name = grade.name
    grade.auto_score = work.outcomes.get(name, NOT_YET).score
    if grade.manual_score is None:
        grade.needs_manual_grade = grade.auto_score is None
        return
    # A mark that still waits to be looked at again belongs to an earlier answer than
    # the last.
    marked = (before.marked if grade.needs_manual_grade else before.answers).get(name)
    work.marked[name] = marked
    grade.needs_manual_grade = marked is None or work.answers.get(name) != marked


def _result(name, most, outcome: Outcome, grade, comment) -> Result:
    """What counts for an exercise: the mark of a person, else the grader's outcome."""
    mark, extra = (grade.manual_score, grade.extra_credit or 0) if grade else (None, 0)
    if (
        mark is not None or (extra and grade.auto_score is not None)
    ) and not grade.needs_manual_grade:
        score = extra + (grade.auto_score if mark is None else mark)
        return Result(name, score, most, "graded", "marked by hand", True, comment)
    if mark is not None and outcome.status in JUDGED:
        message = f"the answer has changed since it was marked (it had {mark:g})"
        return Result(name, None, most, "manual", message, comment=comment)
    return Result(
        name, outcome.score, most, outcome.status, outcome.message, comment=comment
    )


def _row(student, assignment, result: Result, note: str) -> dict:
    points = "" if result.points is None else f"{result.points:g}"
    message = _line(result.message or note)
    most = f"{result.max_points:g}"
    values = (
        student,
        assignment,
        result.exercise,
        points,
        most,
        result.status,
        message,
    )
    return dict(zip(FIELDS, values, strict=True))


def _stamp(work: Work, results: list[Result]) -> str:
    """What a page is made from: the submission's key; and what may change without it,
    marks by hand and the look.
    """
    shown = json.dumps([asdict(result) for result in results]) + look()
    return f"{work.key} {_hash(shown)[:16]}"


def _line(text: str, longest=200) -> str:
    """`text` as one line without control characters, cut where it is too long."""
    line = " ".join(
        "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split()
    )
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def no_formula(text: str) -> str:
    """`text` as a cell of a CSV that no spreadsheet runs."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
