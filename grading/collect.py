"""What each student handed in for each assignment, whatever they called it."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grading.course import CourseError

LARGEST = 50 * 2**20  # bytes of a file that are read: a notebook full of figures has a tenth of it
MOST_FILES = 20
TOO_LARGE = b"\0too large, bytes: "  # stands for the content, with the size after it; no notebook begins so
NOT_WORK = ("__macosx", "~$")  # what macOS and Office leave beside files; hidden names are skipped as well


@dataclass(frozen=True)
class Submission:
    """The notebooks that a student handed in for an assignment, by file name; none if it is missing."""

    student: str
    assignment: str
    files: dict[str, bytes]


def collect(classroom: Path, assignments: list[str], student: str | None = None) -> list[Submission]:
    """Every student's submission of every assignment, in this order: by assignment, then by student.

    They lie in classroom/submitted/<student>/<assignment>/, or one folder deeper. Links are not followed: they could
    lead to somebody else's work. Raises `CourseError` where there is no class, or none of the named student.
    """
    students = _students(classroom, student)
    return [Submission(folder.name, name, _files(folder, name)) for name in sorted(assignments) for folder in students]


def _students(classroom: Path, student: str | None) -> list[Path]:
    submitted = classroom / "submitted"
    if not submitted.is_dir():
        raise CourseError(
            f"There is no class in {classroom}: expected submissions as {submitted}/<student>/<assignment>/*.ipynb."
        )
    students = [folder for folder in _folders(submitted) if student in (None, folder.name)]
    odd = [folder.name for folder in students if not folder.name.isprintable()]
    if odd:
        raise CourseError(f"Rename the folder {odd[0]!r} in {submitted}: it holds what cannot be printed.")
    if not students:
        raise CourseError(f"{submitted} holds nothing of {student or 'any student'}.")
    return students


def _files(folder: Path, assignment: str) -> dict[str, bytes]:
    """The notebooks in a student's folder of the assignment, and one folder deeper, under their paths in there."""
    handed_in = [inner for inner in _folders(folder) if inner.name.strip().casefold() == assignment.casefold()]
    deeper = [inner for outer in handed_in for inner in _folders(outer)]
    paths = [path for inner in handed_in + deeper for path in _entries(inner) if _is_named_as_notebook(path)]
    alone = len(handed_in) == 1  # else two files may have the same path in their folders
    read = {str(path.relative_to(handed_in[0] if alone else folder)): _read(path) for path in paths[:MOST_FILES]}
    return {name: content for name, content in read.items() if content is not None}


def _is_named_as_notebook(path: Path) -> bool:
    return path.name.strip().lower().endswith(".ipynb")


def _folders(folder: Path) -> list[Path]:
    return [path for path in _entries(folder) if path.is_dir() and not path.is_symlink()]


def _entries(folder: Path) -> Iterator[Path]:
    """What lies in a folder, by name, without hidden files and what systems leave behind."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return
    for path in paths:
        if not path.name.startswith(".") and not path.name.lower().startswith(NOT_WORK):
            yield path


def _read(path: Path) -> bytes | None:
    """The content of a plain file; None of a link, a folder, a pipe, or what can't be opened."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return None
            return file.read() if status.st_size <= LARGEST else TOO_LARGE + str(status.st_size).encode()
    except OSError:
        return None
