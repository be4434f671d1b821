"""From a folder of submissions to grades.csv, feedback pages and a table: `make
grade`.
"""

import argparse
import contextlib
import fcntl
import hashlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Never

import nbformat
from nbformat import NotebookNode

from grading.clock import clock
from grading.collect import Submission, collect, unlisted
from grading.course import (
    BUILD,
    NOTEBOOKS,
    ROOT,
    SOLUTIONS,
    CourseError,
    assignments,
    main,
    source,
)
from grading.outcome import STATUSES, WAITS, Outcome, by_submission
from grading.sample import make_class
from grading.walls import UNPROTECTED, Budgets, walled
from grading.workers import stand_in, worked, workers

if TYPE_CHECKING:  # slow to import
    from grading.record import Register

# The files that a grade depends on, besides the notebooks: after a change in one of
# them all is graded anew.
DECIDES = (
    *(
        f"grading/{name}.py"
        for name in (
            "align",
            "collect",
            "hollow",
            "judge",
            "luggage",
            "marking",
            "outcome",
        )
    ),
    *(
        f"grading/{name}.py"
        for name in ("reading", "sources", "walls", "clock", "workers")
    ),
    "grading/inside/*.py",
    *(
        f"helpers/{name}.py"
        for name in (
            "__init__",
            "runtime",
            "distributions",
            "scores",
            "sampling",
            "matching",
        )
    ),
    *(f"helpers/{name}.py" for name in ("models", "training")),
    "helpers/checks/*.py",
)
RECORD_SECONDS = 180
STRANGER = (
    "{}: graded, but not in students.csv\n    → correct the name of the folder in"
    " submitted/, or the list"
)


def grade(
    classroom: Path,
    assignment: str | None = None,
    student: str | None = None,
    jobs: int | None = None,
) -> list[dict]:
    """Grade what lies in classroom/submitted/<student>/<assignment>/, and write
    grades.csv and feedback/ beside it.

    Work that is already recorded is not done again. jobs: worker processes, by default
    one for each core. Returns the rows of grades.csv, one per graded cell of each
    student and assignment. Raises `CourseError` where there is no class, none of the
    named student, nothing to keep students' code in, or another grader at work, and a
    `KeyboardInterrupt` with the numbers of recorded submissions and of all.
    """
    submissions = _collected(classroom, assignment, student)
    if not walled():
        print(UNPROTECTED, file=sys.stderr)
    for name in dict.fromkeys(submission.assignment for submission in submissions):
        check_fresh(name)
    jobs = min(jobs or os.cpu_count() or 1, len(submissions))
    with _alone(classroom), contextlib.ExitStack() as closing:
        names = list(dict.fromkeys(submission.assignment for submission in submissions))
        certain = not all(
            _page(classroom, submission).exists() for submission in submissions
        )
        # What is certain to be needed gets ready while the gradebook is opened.
        pool = closing.enter_context(workers(jobs, names)) if certain else None
        # slow to import, and of no use to the workers
        from grading.record import Register

        register = Register(classroom)
        for name in names:
            register.prepare(name)
        budgets = Budgets.of_the_course()
        course = {name: _fingerprint(name, budgets) for name in names}
        keys = {
            _who(s): (
                hashlib.sha256(
                    f"{course[s.assignment]} {s.digest()}".encode()
                ).hexdigest()
            )
            for s in submissions
        }
        todo = [s for s in submissions if not register.done(*_who(s), keys[_who(s)])]
        # pebble gives up where a worker dies that has no work yet
        if todo and not (pool and pool.active):
            pool = closing.enter_context(workers(jobs, names))
        done = 0
        try:
            with _interrupts() as interrupted:
                for submission, result in (
                    worked(pool, todo, budgets) if pool and todo else ()
                ):
                    _record(register, submission, keys[_who(submission)], result)
                    done += 1
                    if interrupted.is_set():
                        raise KeyboardInterrupt
        except KeyboardInterrupt:
            raise KeyboardInterrupt(
                len(submissions) - len(todo) + done, len(submissions)
            ) from None
        rows = everyones = register.rows(
            [_who(submission) for submission in submissions]
        )
        if assignment or student:  # the CSV holds the rest of the class as well
            known = register.recorded()
            everyones = register.rows(
                [_who(s) for s in _collected(classroom) if _who(s) in known]
            )
        register.write_csv(everyones)
    return rows


@contextlib.contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """An event that is set by Ctrl-C, which a library may otherwise swallow: Python
    drops what a finaliser raises.
    """
    interrupted = threading.Event()

    def interrupt(*_: Any) -> Never:
        interrupted.set()
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield interrupted
        return
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


def _record(
    register: "Register", submission: Submission, key: str, result: dict
) -> None:
    """Record what a worker found.

    What cannot be recorded as it is, is recorded without the notebook.
    """
    outcomes = {
        name: Outcome(**outcome) for name, outcome in result["outcomes"].items()
    }
    try:
        with clock(RECORD_SECONDS):
            notebook = (
                nbformat.reads(result["notebook"], as_version=4)
                if result["notebook"]
                else None
            )
            register.enter(
                *_who(submission),
                key,
                notebook,
                outcomes,
                result["note"],
                result["aligned"],
            )
    except Exception as error:
        note = f"{result['note']}; " if result["note"] else ""
        why = (
            f"the notebook could not be kept: {type(error).__name__}:"
            f" {str(error)[:200]}"
        )
        empty = stand_in(submission.assignment, why, {})
        register.enter(
            *_who(submission), key, empty, outcomes, note + why, aligned=False
        )


def _collected(
    classroom: Path, assignment: str | None = None, student: str | None = None
) -> list[Submission]:
    """What the class handed in: of the named assignment, or of all for which there is
    something.

    Raises `CourseError` where there is nothing of any.
    """
    names = assignments([assignment] if assignment else [])
    found = collect(classroom, names, student)
    begun = {
        submission.assignment
        for submission in found
        if submission.files or submission.passed_over
    }
    if not begun and not student:
        which = (
            names[0]
            if assignment
            else (
                f"<assignment>/*.ipynb, where <assignment> is one of {', '.join(names)}"
            )
        )
        raise CourseError(
            f"{classroom / 'submitted'} holds no notebook of"
            f" {assignment or 'the course'}: expected <student>/{which}."
        )
    return [
        submission
        for submission in found
        if assignment or submission.assignment in begun
    ]


def _page(classroom: Path, submission: Submission) -> Path:
    """The page that is written last for a submission: where it is missing, there is
    work to do.
    """
    return classroom / "feedback" / submission.student / f"{submission.assignment}.html"


def _who(submission: Submission) -> tuple[str, str]:
    return submission.student, submission.assignment


@contextlib.contextmanager
def _alone(classroom: Path) -> Iterator[None]:
    """Hold the class for one grader. Raises `CourseError` where another holds it."""
    with open(classroom / ".grading.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CourseError(
                f"Another make grade is at work in {classroom}. Wait for it, or"
                " stop it."
            ) from None
        yield


def check_fresh(name: str) -> None:
    """Raise `CourseError` where a notebook that decides grades is not what its source
    says.
    """
    import jupytext  # slow to import

    written = jupytext.read(source(name), fmt="py:percent").cells
    solved, released = (
        nbformat.read(root / name / f"{name}.ipynb", as_version=4).cells
        for root in (SOLUTIONS, NOTEBOOKS)
    )
    same = [_facts(cell) for cell in written] == [_facts(cell) for cell in solved]
    shown = {cell.id: cell.source for cell in solved if "nbgrader" not in cell.metadata}
    given = {
        cell.id: cell.source for cell in released if "nbgrader" not in cell.metadata
    }
    if not same or shown != given:
        raise CourseError(
            f"{source(name).relative_to(ROOT)} has changed since the notebooks were"
            " derived from it, and grades come from these. Run `make release`, and"
            " grade again."
        )


def _facts(cell: NotebookNode) -> tuple:
    return cell.cell_type, cell.source, cell.metadata.get("nbgrader")


def _fingerprint(name: str, budgets: Budgets) -> str:
    """A hash of all that a submission's grade depends on, but for the submission: see
    DECIDES.
    """
    notebooks = [
        nbformat.read(root / name / f"{name}.ipynb", as_version=4)
        for root in (SOLUTIONS, NOTEBOOKS)
    ]
    cells = [[_facts(cell) for cell in notebook.cells] for notebook in notebooks]
    paths = sorted({path for pattern in DECIDES for path in ROOT.glob(pattern)})
    sources = [
        (str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
        for path in paths
    ]
    machine = [
        sys.version,
        version("torch"),
        version("numpy"),
        os.environ.get("SANDBOX"),
    ]
    return hashlib.sha256(repr((cells, sources, budgets, machine)).encode()).hexdigest()


def summary(rows: list[dict]) -> str:
    """One line per submission: points, and how its exercises ended."""
    submissions = by_submission(rows)
    width = max(len(student) for student, _ in submissions)
    lines = []
    for (student, assignment), of in submissions.items():
        points = sum(float(row["points"] or 0) for row in of)
        statuses = [row["status"] for row in of]
        counts = ", ".join(f"{statuses.count(s)} {s}" for s in dict.fromkeys(statuses))
        most = sum(float(row["max_points"]) for row in of)
        lines.append(
            f"{student:<{width}}  {assignment}  {points:5g} of {most:g}   {counts}"
        )
    return "\n".join(lines)


def attention(rows: list[dict]) -> list[str]:
    """A line for each submission, or each exercise of one, that ended otherwise than
    graded or waiting for marks.
    """
    lines = []
    for (student, assignment), of in by_submission(rows).items():
        if len({(row["status"], row["message"]) for row in of}) == 1:
            of = [of[0] | {"exercise": "everything"}]
        for row in of:
            whole = row["exercise"] == "everything"
            if _needs_a_person(row) and (row["status"] != "blank" or whole):
                why = f"{row['status']}: {row['message']}"
                lines.append(
                    f"{student}, {assignment}, {row['exercise']}: {why}\n    →"
                    f" {STATUSES[row['status']].to_do}"
                )
    return lines


def _needs_a_person(row: dict) -> bool:
    """Whether somebody should look at an exercise now: written answers wait for their
    marks anyway.
    """
    status, message = row["status"], row["message"]
    return status not in ("graded", "manual") or (
        status == "manual" and message != WAITS
    )


def run(arguments: list[str]) -> int:
    """`make grade`: 130 if it was stopped; 3 if it is strict, and something needs
    attention; else 0.
    """
    parser = argparse.ArgumentParser(prog="make grade")
    parser.add_argument("--classroom", type=Path)
    parser.add_argument("--assignment")
    parser.add_argument("--student")
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--strict", action="store_true")
    options = parser.parse_args(arguments)
    classroom = (
        options.classroom.expanduser() if options.classroom else BUILD / "sample-class"
    )
    if not options.classroom:
        make_class(classroom)
        print("No CLASSROOM given: grading the bundled sample class.")
    try:
        rows = grade(classroom, options.assignment, options.student, options.jobs)
    except KeyboardInterrupt as stopped:
        recorded = (
            "; {} of {} submissions are recorded".format(*stopped.args)
            if stopped.args
            else ""
        )
        print(f"\nStopped{recorded}. The same command goes on.")
        return 130
    print(summary(rows))
    print(f"\nGrades: {classroom / 'grades.csv'}\nFeedback: {classroom / 'feedback'}")
    graded = {row["student"] for row in rows}
    listed = attention(rows) + [
        STRANGER.format(name) for name in unlisted(classroom) if name in graded
    ]
    if listed:
        print(f"\nNeeds attention ({len(listed)}):\n" + "\n".join(listed))
    return 3 if listed and options.strict else 0


if __name__ == "__main__":
    main(run)
