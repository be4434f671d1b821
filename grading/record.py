"""What a class has so far: results/, gradebook.db, autograded/, feedback/, grades.csv.

Safe to interrupt and to repeat.
"""

import csv
import hashlib
import io
import json
import os
import unicodedata
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Grade, Gradebook, MissingEntry, SubmittedNotebook
from nbgrader.utils import is_grade, is_solution

from grading.clock import clock
from grading.course import SOLUTIONS
from grading.feedback import Result, look, page
from grading.formgrader import write_config
from grading.gradebook import opened, save_cells
from grading.harmless import harmless
from grading.outcome import STATUSES, Outcome, by_submission

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
PAGE_SECONDS = 60
NOT_YET = Outcome(None, "missing", "not graded yet")


@dataclass
class Work:
    """What was last recorded of a student's assignment; exercises by name, answers as
    hashes.
    """

    key: str = ""  # none while the record is being written
    note: str = ""
    kept: bool = False  # whether there is a notebook
    aligned: bool = (
        False  # whether it holds the answers; else it shows what could be read
    )
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    # the answer that a mark by hand was given for
    marked: dict[str, str | None] = field(default_factory=dict)
    page: str = ""  # a hash of what its page shows


class Register:
    """The results of the class in a folder.

    The truth of a submission is one file, results/<student>/<assignment>.json, which is
    replaced last: until then, another run does all of it again. nbgrader's gradebook,
    the notebook and the page follow from it.
    """

    def __init__(self, classroom: Path) -> None:
        self.classroom = Path(classroom).resolve()
        self.database = self.classroom / "gradebook.db"
        self._has_gradebook = self.database.exists()
        self._masters: dict[str, NotebookNode] = {}

    def prepare(self, assignment: str) -> None:
        """Bring the gradebook, and the submissions in it, to the cells of the solved
        notebook as it is now.
        """
        write_config(self.classroom)
        master = self._masters[assignment] = _master(assignment)
        with opened(self.database) as gradebook:
            gradebook.update_or_create_assignment(assignment)
            kernel = json.dumps(master.metadata.kernelspec)
            gradebook.update_or_create_notebook(
                assignment, assignment, kernelspec=kernel
            )
            save_cells(gradebook, assignment, master)
            if not self._has_gradebook:
                self._fill(gradebook, assignment)

    def _fill(self, gradebook: Gradebook, assignment: str) -> None:
        """Enter what is recorded of an assignment into a gradebook made anew."""
        for student, _ in sorted(
            who for who in self.recorded() if who[1] == assignment
        ):
            work = self._recall(student, assignment)
            if work.key:
                self._set_grades(gradebook, student, assignment, work)
                self._remember(student, assignment, work)

    def done(self, student: str, assignment: str, key: str) -> bool:
        """Whether exactly this work is recorded, with all its files."""
        work = self._recall(student, assignment)
        return (
            work.key == key
            and self._page(student, assignment).is_file()
            and self._notebook(student, assignment).is_file() == work.kept
        )

    def enter(
        self,
        student: str,
        assignment: str,
        key: str,
        notebook: NotebookNode | None,
        outcomes: dict[str, Outcome],
        note: str = "",
        aligned: bool = True,
    ) -> None:
        """Record a submission: its notebook, its grades, its page, and then itself.

        notebook: the marked one, or, if not `aligned`, one that shows what could be
        read; None: nothing was handed in.
        """
        notebook = harmless(notebook) if notebook else None
        kept = notebook is not None
        answers = _answers(notebook, outcomes, aligned)
        work = Work(key, note, kept, kept and aligned, outcomes, answers)
        path = self._notebook(student, assignment)
        if notebook:
            write(path, nbformat.writes(notebook, indent=1) + "\n")
        else:
            path.unlink(missing_ok=True)
        with opened(self.database) as gradebook:
            self._set_grades(gradebook, student, assignment, work)
            results = self._results(gradebook, student, assignment, work)
        self._write_page(student, assignment, work, results)

    def _set_grades(
        self, gradebook: Gradebook, student: str, assignment: str, work: Work
    ) -> None:
        """Let the gradebook follow from a record, in one commit; and note for which
        answers there are marks by hand, before their flags change.
        """
        before = self._recall(student, assignment)
        gradebook.update_or_create_student(student)
        handed_in = any(o.status != "missing" for o in work.outcomes.values())
        submitted = _submitted(gradebook, student, assignment, create=handed_in)
        if not submitted:
            return
        work.marked = _marked(submitted, before)
        begun = replace(before, key="", marked=work.marked)
        self._remember(student, assignment, begun)
        for grade in submitted.grades:
            _set_grade(grade, work)
        for comment in submitted.comments:
            outcome = work.outcomes.get(_exercise(comment.name), NOT_YET)
            comment.auto_comment = "No response." if outcome.status == "blank" else None
        gradebook.db.commit()

    def recorded(self) -> set[tuple[str, str]]:
        """Of which submissions, (student, assignment), there is a record."""
        records = (self.classroom / "results").glob("*/*.json")
        return {(path.parent.name, path.stem) for path in records}

    def rows(self, submissions: list[tuple[str, str]]) -> list[dict]:
        """The rows of grades.csv, marks by hand included; pages that lack such a mark
        are written anew.
        """
        rows = []
        with opened(self.database) as gradebook:
            for student, assignment in submissions:
                work = self._recall(student, assignment)
                results = self._results(gradebook, student, assignment, work)
                rows += [_row(student, assignment, r, work.note) for r in results]
                if work.key and work.page != _shown(results):
                    self._write_page(student, assignment, work, results)
        return rows

    def write_csv(self, rows: list[dict]) -> None:
        """Write classroom/grades.csv, and totals.csv: a row for each student's
        notebook.
        """
        _write_csv(self.classroom / "grades.csv", FIELDS, rows)
        _write_csv(
            self.classroom / "totals.csv",
            TOTALS,
            list(map(_total, by_submission(rows).values())),
        )

    def _notebook(self, student: str, assignment: str) -> Path:
        return (
            self.classroom / "autograded" / student / assignment / f"{assignment}.ipynb"
        )

    def _page(self, student: str, assignment: str) -> Path:
        return self.classroom / "feedback" / student / f"{assignment}.html"

    def _master(self, assignment: str) -> NotebookNode:
        if assignment not in self._masters:
            self._masters[assignment] = _master(assignment)
        return self._masters[assignment]

    def _record(self, student: str, assignment: str) -> Path:
        return self.classroom / "results" / student / f"{assignment}.json"

    def _recall(self, student: str, assignment: str) -> Work:
        """What was last recorded of a submission; an empty `Work` if nothing was, or
        nothing that can be read: then it is graded again.
        """
        path = self._record(student, assignment)
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            outcomes = record.pop("outcomes").items()
            return Work(**record, outcomes={name: Outcome(**o) for name, o in outcomes})
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return Work()

    def _remember(self, student: str, assignment: str, work: Work) -> None:
        text = json.dumps(asdict(work), sort_keys=True, indent=1)
        write(self._record(student, assignment), text + "\n")

    def _results(
        self, gradebook: Gradebook, student: str, assignment: str, work: Work
    ) -> list[Result]:
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

    def _write_page(
        self, student: str, assignment: str, work: Work, results: list[Result]
    ) -> None:
        """Write the page of feedback, and that it is written; one with the points alone
        where the answers cannot be shown, whatever they do.
        """
        path, master = self._notebook(student, assignment), self._master(assignment)
        try:
            with clock(PAGE_SECONDS):
                notebook = nbformat.read(path, as_version=4) if work.aligned else None
                html = page(master, notebook, student, results, work.note)
        except Exception as error:
            note = f"{work.note}; " if work.note else ""
            note += f"your answers cannot be shown here ({type(error).__name__})"
            html = page(master, None, student, results, note)
        write(self._page(student, assignment), html)
        work.page = _shown(results)
        self._remember(student, assignment, work)


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


def _write_csv(path: Path, fields: tuple[str, ...], rows: list[dict]) -> None:
    """Write a table in which no text is a formula to a spreadsheet.

    By its first bytes Excel knows that it is UTF-8.
    """
    file = io.StringIO()
    writer = csv.DictWriter(file, fields, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: no_formula(_line(value)) for name, value in row.items()})
    write(path, "\ufeff" + file.getvalue())


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8", errors="backslashreplace")
    os.replace(part, path)


def _master(assignment: str) -> NotebookNode:
    return nbformat.read(SOLUTIONS / assignment / f"{assignment}.ipynb", as_version=4)


def _submitted(
    gradebook: Gradebook, student: str, assignment: str, create: bool = False
) -> SubmittedNotebook | None:
    """The student's notebook in the gradebook; None where nothing was ever handed in,
    unless `create`.
    """
    if create:
        gradebook.update_or_create_submission(assignment, student)
    try:
        return gradebook.find_submission_notebook(assignment, assignment, student)
    except MissingEntry:
        return None


def _answers(
    notebook: NotebookNode | None, outcomes: dict[str, Outcome], aligned: bool
) -> dict[str, str]:
    """For each answer of a notebook, by the name of its exercise, a hash of its text
    and pictures; where the answers were not found, a hash of all that could be read.
    """
    if notebook and not aligned:
        whole = _hash("".join(cell.source for cell in notebook.cells))
        return dict.fromkeys(outcomes, whole)
    cells = [cell for cell in notebook.cells if is_solution(cell)] if notebook else []
    return {
        _exercise(cell.metadata.nbgrader.grade_id): _hash(_whole(cell))
        for cell in cells
    }


def _whole(cell: NotebookNode) -> str:
    """All of an answer: its text, and the pictures in it."""
    pictures = cell.get("attachments")
    return (
        cell.source + json.dumps(pictures, sort_keys=True) if pictures else cell.source
    )


def _exercise(name: str) -> str:
    return name.removesuffix("_answer")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _marked(submitted: SubmittedNotebook, before: Work) -> dict[str, str | None]:
    """For each exercise with a mark by hand the answer that the mark was given for.

    A mark that still waits to be looked at again belongs to an earlier answer than the
    last; so do all of a record that was being written.
    """
    marked = {}
    for grade in submitted.grades:
        if grade.manual_score is not None:
            is_known = grade.needs_manual_grade or not before.key
            answers = before.marked if is_known else before.answers
            marked[grade.name] = answers.get(grade.name)
    return marked


def _set_grade(grade: Grade, work: Work) -> None:
    """Set the grader's score, and whether a person must look: at what has none, and at
    marked answers that changed.
    """
    name = grade.name
    grade.auto_score = work.outcomes.get(name, NOT_YET).score
    if grade.manual_score is None:
        grade.needs_manual_grade = grade.auto_score is None
    else:
        marked = work.marked[name]
        grade.needs_manual_grade = marked is None or work.answers.get(name) != marked


def _result(
    name: str, most: float, outcome: Outcome, grade: Grade | None, comment: str
) -> Result:
    """What counts for an exercise: the mark of a person, else the grader's outcome."""
    mark, extra = (grade.manual_score, grade.extra_credit or 0) if grade else (None, 0)
    if (
        grade
        and (mark is not None or (extra and grade.auto_score is not None))
        and not grade.needs_manual_grade
    ):
        score = extra + (grade.auto_score if mark is None else mark)
        return Result(name, score, most, "graded", "marked by hand", True, comment)
    if mark is not None and STATUSES[outcome.status].judged:
        message = f"the answer has changed since it was marked (it had {mark:g})"
        return Result(name, None, most, "manual", message, comment=comment)
    return Result(
        name, outcome.score, most, outcome.status, outcome.message, comment=comment
    )


def _row(student: str, assignment: str, result: Result, note: str) -> dict:
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


def _shown(results: list[Result]) -> str:
    """What may change on a page without the submission: marks by hand, and the look."""
    return _hash(json.dumps([asdict(result) for result in results]) + look())


def _line(text: str, longest: int = 200) -> str:
    """`text` as one line without control characters, cut where it is too long."""
    line = " ".join(
        "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split()
    )
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def no_formula(text: str) -> str:
    """`text` as a cell of a CSV that no spreadsheet runs."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
