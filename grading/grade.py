"""From a folder of submissions to grades.csv, feedback pages and a table: `make grade`."""

import argparse
import contextlib
import fcntl
import hashlib
import multiprocessing
import os
import resource
import sys
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import asdict
from pathlib import Path

import nbformat
from pebble import ProcessPool
from tqdm import tqdm

from grading.collect import Submission, collect, unlisted
from grading.course import BUILD, NOTEBOOKS, ROOT, SOLUTIONS, CourseError, assignments, is_graded_test, main
from grading.outcome import WHAT_TO_DO, Outcome
from grading.sample import make_class
from grading.walls import UNPROTECTED, Budgets, House, sweep, walled

IN_ORDER = {"graded", "manual"}
TRIES = 2
STRANGER = "{}: graded, but not in students.csv\n    → correct the name of the folder in submitted/, or the list"


def grade(
    classroom: Path, assignment: str | None = None, student: str | None = None, jobs: int | None = None
) -> list[dict]:
    """Grade what lies in classroom/submitted/<student>/<assignment>/, and write grades.csv and feedback/ beside it.

    Work that is already recorded is not done again. jobs: worker processes, by default one for each core. Returns the
    rows of grades.csv, one per graded cell of each student and assignment. Raises `CourseError` where there is no
    class, none of the named student, nothing to keep students' code in, or another grader at work.
    """
    submissions = _collected(classroom, assignment, student)
    if not walled():
        print(UNPROTECTED, file=sys.stderr)
    sweep()
    jobs = min(jobs or os.cpu_count() or 1, len(submissions))
    with _alone(classroom), contextlib.ExitStack() as closing:
        names = list(dict.fromkeys(submission.assignment for submission in submissions))
        certain = not all(_page(classroom, submission).exists() for submission in submissions)
        # What is certain to be needed gets ready while the gradebook is opened.
        pool = closing.enter_context(_workers(jobs, names)) if certain else None
        from grading.record import Register  # slow to import, and of no use to the workers

        register = Register(classroom)
        for name in names:
            register.prepare(name)
        budgets = Budgets.of_the_course()
        course = {name: _fingerprint(name, budgets) for name in names}
        keys = {_who(s): hashlib.sha256(repr((course[s.assignment], s)).encode()).hexdigest() for s in submissions}
        todo = [s for s in submissions if not register.done(*_who(s), keys[_who(s)])]
        if todo and not (pool and pool.active):  # pebble gives up where a worker dies that has no work yet
            pool = closing.enter_context(_workers(jobs, names))
        for submission, result in _worked(pool, todo, budgets) if todo else ():
            executed = nbformat.reads(result["notebook"], as_version=4) if result["notebook"] else None
            outcomes = {name: Outcome(**outcome) for name, outcome in result["outcomes"].items()}
            register.enter(*_who(submission), keys[_who(submission)], executed, outcomes, result["note"])
        rows = everyones = register.rows([_who(submission) for submission in submissions])
        if assignment or student:  # the CSV holds the rest of the class as well
            known = register.recorded()
            everyones = register.rows([_who(s) for s in _collected(classroom) if _who(s) in known])
        register.write_csv(everyones)
    sweep()
    return rows


def _collected(classroom: Path, assignment: str | None = None, student: str | None = None) -> list[Submission]:
    """What the class handed in: of the named assignment, or of all for which there is something.

    Raises `CourseError` where there is nothing of any.
    """
    names = assignments([assignment] if assignment else [])
    found = collect(classroom, names, student)
    begun = {submission.assignment for submission in found if submission.files}
    if not begun and not assignment:
        raise CourseError(
            f"{classroom / 'submitted'} holds no notebook of the course: expected <student>/<assignment>/*.ipynb, "
            f"where <assignment> is one of {', '.join(names)}."
        )
    return [submission for submission in found if assignment or submission.assignment in begun]


def _page(classroom: Path, submission: Submission) -> Path:
    """The page that is written last for a submission: where it is missing, there is work to do."""
    return classroom / "feedback" / submission.student / f"{submission.assignment}.html"


def _who(submission: Submission) -> tuple[str, str]:
    return submission.student, submission.assignment


@contextlib.contextmanager
def _alone(classroom: Path):
    """Hold the class for one grader. Raises `CourseError` where another holds it."""
    with open(classroom / ".grading.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CourseError(f"Another make grade is at work in {classroom}. Wait for it, or stop it.") from None
        yield


def _fingerprint(name: str, budgets: Budgets) -> str:
    """A hash of all that a submission's grade depends on, but for the submission: master, helpers, grader, packages."""
    paths = [SOLUTIONS / name / f"{name}.py", NOTEBOOKS / name / f"{name}.py", ROOT / "requirements.txt"]
    paths += sorted((ROOT / "helpers").rglob("*.py")) + sorted((ROOT / "grading").rglob("*.*"))
    texts = [path.read_bytes() for path in paths if path.suffix != ".pyc"]
    return hashlib.sha256(repr((texts, budgets, sys.version, os.environ.get("SANDBOX"))).encode()).hexdigest()


@contextlib.contextmanager
def _workers(jobs: int, names: list[str]) -> Iterator[ProcessPool]:
    """Processes that get ready for work at once, and a house for their rooms."""
    house = House.of_this_process()
    # Not forked from this process: they would hold the gradebook open. Their imports are done once, for all of them.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["grading.align", "grading.marking"])
    with contextlib.closing(house), ProcessPool(jobs, 0, get_ready, [house, names], context) as pool:
        pool.active  # noqa: B018 - starts them
        try:
            yield pool
        finally:
            pool.stop()  # at once: all is done, or something broke


def _worked(pool: ProcessPool, submissions: list[Submission], budgets: Budgets) -> Iterator[tuple[Submission, dict]]:
    """Each submission with its result, as workers finish them. A worker that breaks costs its submission a retry."""
    longest = budgets.submission_seconds + 120  # a worker that takes longer hangs
    with tqdm(total=len(submissions), unit="submission", desc="grading") as bar:
        waiting = {pool.schedule(work, args=[s, budgets], timeout=longest): (s, 1) for s in submissions}
        while waiting:
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                submission, tries = waiting.pop(future)
                if future.exception() and tries < TRIES:
                    again = pool.schedule(work, args=[submission, budgets], timeout=longest)
                    waiting[again] = (submission, tries + 1)
                    continue
                failed = f"the grader failed on this submission: {future.exception()!r}"
                yield submission, _alike(submission, "crashed", failed) if future.exception() else future.result()
                bar.update()


def get_ready(house: House, names: list[str]):
    """Warm up, in a worker, before it has work: submissions of these assignments will come."""
    import torch

    from grading.align import master
    from grading.hollow import helpers_for
    from grading.judge import HiddenTest

    torch.set_num_threads(1)  # there are as many workers as cores
    house.move_in()
    for test in (cell for name in names for cell in master(name).notebook.cells if is_graded_test(cell)):
        helpers_for(HiddenTest.of(test).may_call)


def work(submission: Submission, budgets: Budgets) -> dict:
    """Grade one submission, in a worker: the executed notebook as text (or None), the outcomes, and a note."""
    from grading.align import Misaligned, Unreadable, align  # slow to import with all they need
    from grading.marking import mark

    most = (budgets.memory_mb + 4096) * 2**20  # more than a room has; nothing that a room says needs as much
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    if not submission.files:
        return _alike(submission, "missing", "nothing handed in")
    try:
        aligned = align(submission.files, submission.assignment)
    except (Unreadable, Misaligned) as error:
        return _alike(submission, "unreadable" if isinstance(error, Unreadable) else "misaligned", str(error))
    marked = mark(aligned, budgets)
    outcomes = {name: asdict(outcome) for name, outcome in marked.outcomes.items()}
    return {"notebook": nbformat.writes(marked.notebook), "outcomes": outcomes, "note": "; ".join(marked.notes)}


def _alike(submission: Submission, status: str, message: str) -> dict:
    """One outcome for all exercises of a submission."""
    master = nbformat.read(SOLUTIONS / submission.assignment / f"{submission.assignment}.ipynb", as_version=4)
    graded = [
        cell.metadata.nbgrader.grade_id for cell in master.cells if cell.metadata.get("nbgrader", {}).get("grade")
    ]
    return {"notebook": None, "outcomes": {name: asdict(Outcome(None, status, message)) for name in graded}, "note": ""}


def _by_submission(rows: list[dict]) -> dict[tuple[str, str], list[dict]]:
    """The rows of each submission, (student, assignment)."""
    submissions = defaultdict(list)
    for row in rows:
        submissions[row["student"], row["assignment"]].append(row)
    return submissions


def summary(rows: list[dict]) -> str:
    """One line per submission: points, and how its exercises ended."""
    submissions = _by_submission(rows)
    width = max(len(student) for student, _ in submissions)
    lines = []
    for (student, assignment), of in submissions.items():
        points = sum(float(row["points"] or 0) for row in of)
        statuses = [row["status"] for row in of]
        counts = ", ".join(f"{statuses.count(s)} {s}" for s in dict.fromkeys(statuses))
        most = sum(float(row["max_points"]) for row in of)
        lines.append(f"{student:<{width}}  {assignment}  {points:5g} of {most:g}   {counts}")
    return "\n".join(lines)


def attention(rows: list[dict]) -> list[str]:
    """A line for each submission, or each exercise of one, that ended otherwise than graded or waiting for marks."""
    lines = []
    for (student, assignment), of in _by_submission(rows).items():
        if len({(row["status"], row["message"]) for row in of}) == 1:
            of = [of[0] | {"exercise": "everything"}]
        for row in of:
            whole = row["exercise"] == "everything"
            if row["status"] not in IN_ORDER and (row["status"] != "blank" or whole):
                why = f"{row['status']}: {row['message']}"
                lines.append(f"{student}, {assignment}, {row['exercise']}: {why}\n    → {WHAT_TO_DO[row['status']]}")
    return lines


def run(arguments) -> int:
    parser = argparse.ArgumentParser(prog="make grade")
    parser.add_argument("--classroom", type=Path)
    parser.add_argument("--assignment")
    parser.add_argument("--student")
    parser.add_argument("--jobs", type=int)
    options = parser.parse_args(arguments)
    if not options.classroom:
        options.classroom = BUILD / "sample-class"
        make_class(options.classroom)
        print("No CLASSROOM given: grading the bundled sample class.")
    rows = grade(options.classroom, options.assignment, options.student, options.jobs)
    print(summary(rows))
    print(f"\nGrades: {options.classroom / 'grades.csv'}\nFeedback: {options.classroom / 'feedback'}")
    graded = {row["student"] for row in rows}
    listed = attention(rows) + [STRANGER.format(name) for name in unlisted(options.classroom) if name in graded]
    if listed:
        print(f"\nNeeds attention ({len(listed)}):\n" + "\n".join(listed))
    return 1 if listed else 0


if __name__ == "__main__":
    main(run)
