"""The processes that grade, and what each of them does with a submission."""

import contextlib
import multiprocessing
import resource
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import asdict

import nbformat
from nbformat import NotebookNode
from pebble import ProcessPool
from tqdm import tqdm

from grading.clock import TooLong, clock
from grading.collect import Submission
from grading.course import is_graded_test
from grading.outcome import Outcome
from grading.walls import Budgets, House

TRIES = 2
ALIGN_SECONDS = 60
SHOWN = 100_000  # characters of what a file holds, where its answers were not found


@contextlib.contextmanager
def workers(jobs: int, names: list[str]) -> Iterator[ProcessPool]:
    """Processes that get ready for work at once, and a house for their rooms."""
    house = House.of_this_process()
    # Not forked from this process: they would hold the gradebook open. Their imports
    # are done once, for all of them.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["grading.align", "grading.marking"])
    with (
        contextlib.closing(house),
        ProcessPool(jobs, 0, get_ready, [house, names], context) as pool,
    ):
        pool.active  # noqa: B018 - starts them
        try:
            yield pool
        finally:
            pool.stop()  # at once: all is done, or something broke


def worked(
    pool: ProcessPool, submissions: list[Submission], budgets: Budgets
) -> Iterator[tuple[Submission, dict]]:
    """Each submission with its result, as workers finish them.

    A worker that breaks costs its submission a retry.
    """
    longest = budgets.submission_seconds + 120  # a worker that takes longer hangs
    with tqdm(total=len(submissions), unit="submission", desc="grading") as bar:
        waiting: dict[Future[dict], tuple[Submission, int]] = {
            pool.schedule(work, args=[s, budgets], timeout=longest): (s, 1)
            for s in submissions
        }
        while waiting:
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                submission, tries = waiting.pop(future)
                failed = future.exception()
                if failed and tries < TRIES:
                    again = pool.schedule(
                        work, args=[submission, budgets], timeout=longest
                    )
                    waiting[again] = (submission, tries + 1)
                    continue
                yield (
                    submission,
                    (_lost(submission, failed) if failed else future.result()),
                )
                bar.update()


def _lost(submission: Submission, error: BaseException) -> dict:
    """What is known of a submission on which workers broke: what was handed in, as far
    as it can be read.
    """
    failed = (
        f"the grader failed on this submission: {type(error).__name__}:"
        f" {str(error)[:200]}"
    )
    try:
        with clock(ALIGN_SECONDS):
            return same_for_all(submission, "crashed", failed, submission.contents())
    except Exception:
        return same_for_all(submission, "crashed", failed, {})


def get_ready(house: House, names: list[str]) -> None:
    """Warm up, in a worker, before it has work: submissions of these assignments will
    come.
    """
    import torch

    from grading.align import master
    from grading.hollow import helpers_for
    from grading.judge import HiddenTest

    torch.set_num_threads(1)  # there are as many workers as cores
    house.move_in()
    for test in (
        cell
        for name in names
        for cell in master(name).notebook.cells
        if is_graded_test(cell)
    ):
        helpers_for(HiddenTest.of(test).may_call)


def work(submission: Submission, budgets: Budgets) -> dict:
    """Grade one submission, in a worker: the notebook as text (or None), whether the
    answers in it were found, the outcomes, and a note.
    """
    # slow to import with all they need
    from grading.align import Misaligned, Unreadable, align
    from grading.marking import mark

    most = (
        budgets.memory_mb + 4096
    ) * 2**20  # more than a room has; nothing that a room says needs as much
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    passed_over = [f"passed over: {what}" for what in submission.passed_over]
    if not submission.files:
        return same_for_all(
            submission, "missing", "; ".join(["nothing handed in", *passed_over])
        )
    files = submission.contents()
    try:
        with clock(ALIGN_SECONDS):
            aligned = align(files, submission.assignment)
    except Misaligned as error:
        return same_for_all(submission, "misaligned", str(error), files)
    except Unreadable as error:
        return same_for_all(submission, "unreadable", str(error), files)
    except TooLong as error:
        return same_for_all(
            submission, "unreadable", f"to find the answers in it {error}.", files
        )
    marked = mark(aligned, budgets)
    return {
        "notebook": nbformat.writes(marked.notebook),
        "aligned": True,
        "outcomes": {
            name: asdict(outcome) for name, outcome in marked.outcomes.items()
        },
        "note": "; ".join([*marked.notes, *passed_over]),
    }


def same_for_all(
    submission: Submission,
    status: str,
    message: str,
    files: dict[str, bytes] | None = None,
) -> dict:
    """One outcome for all exercises of a submission, with a notebook to mark by hand if
    something was handed in.
    """
    from grading.align import master

    cells = (
        cell.metadata.get("nbgrader", {})
        for cell in master(submission.assignment).notebook.cells
    )
    names = [claims["grade_id"] for claims in cells if claims.get("grade")]
    notebook = (
        None
        if files is None
        else stand_in(submission.assignment, f"{status}: {message}", files)
    )
    return {
        "notebook": notebook and nbformat.writes(notebook),
        "aligned": False,
        "outcomes": {name: asdict(Outcome(None, status, message)) for name in names},
        "note": "",
    }


def stand_in(assignment: str, why: str, files: dict[str, bytes]) -> NotebookNode:
    """A notebook to mark by hand where the answers are in none: the reason, what was
    handed in, and the stubs.
    """
    from grading.align import master

    notebook = nbformat.from_dict(master(assignment).notebook)
    for slot in master(assignment).slots:
        notebook.cells[slot.index].source = slot.stub
    notebook.cells[:0] = _what_was_read(files, why)
    return notebook


def _what_was_read(files: dict[str, bytes], why: str) -> list[NotebookNode]:
    """Cells that show a person what was handed in: of each file its cells, or its
    text.
    """
    cells = [
        nbformat.v4.new_markdown_cell(
            f"**Not found in the notebook below.** {why}", id="why-not"
        )
    ]
    left = SHOWN
    for name, content in files.items():
        cells.append(nbformat.v4.new_raw_cell(f"What {name} holds:"))
        for kind, source in _sources(content):
            if left <= 0:
                break
            make = (
                nbformat.v4.new_markdown_cell
                if kind == "markdown"
                else nbformat.v4.new_code_cell
            )
            cells.append(make(source[:left]))
            left -= len(source)
    for number, cell in enumerate(cells):
        cell.id = f"added-{number}"
    return cells


def _sources(content: bytes) -> list[tuple[str, str]]:
    """The type and text of each cell of a file; of what is no notebook its whole
    text.
    """
    from grading.reading import Unreadable, read

    try:
        return [(cell.kind, cell.source) for cell in read(content).cells]
    except (Unreadable, RecursionError, MemoryError):
        text = content[:SHOWN].decode("utf-8", "replace")
        return [
            (
                "raw",
                "".join(
                    character
                    for character in text
                    if character.isprintable() or character in "\n\t"
                ),
            )
        ]
