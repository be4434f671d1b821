"""What each student handed in for each assignment, whatever they called it."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grading.class_list import ClassList, alike, class_list
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
    lead to somebody else's work. Who is in the class list, classroom/students.csv, and has no folder, has handed in
    nothing. Raises `CourseError` where there is no class, or none of the named student, or the list is none.
    """
    students, _ = everybody(classroom)
    if student and student not in students:
        raise CourseError(f"{classroom / 'submitted'} holds nothing of {student}.")
    return [
        Submission(name, assignment, _files(folder, assignment) if folder else {})
        for assignment in sorted(assignments)
        for name, folder in students.items()
        if student in (None, name)
    ]


def everybody(classroom: Path) -> tuple[dict[str, Path | None], ClassList | None]:
    """All students by name, each with their folder or None, and the class list or None. Raises as `collect` does."""
    submitted = classroom / "submitted"
    if not submitted.is_dir():
        raise CourseError(
            f"There is no class in {classroom}: expected submissions as {submitted}/<student>/<assignment>/*.ipynb."
        )
    folders = {folder.name: folder for folder in _folders(submitted)}
    odd = [name for name in folders if not name.isprintable()]
    if odd:
        raise CourseError(f"Rename the folder {odd[0]!r} in {submitted}: it holds what cannot be printed.")
    if not folders:
        raise CourseError(f"{submitted} holds nothing of any student.")
    listed, there = class_list(classroom, list(folders)), set(map(alike, folders))
    absent = {name: None for name in listed.students if alike(name) not in there} if listed else {}
    return dict(sorted((folders | absent).items())), listed


def unlisted(classroom: Path) -> list[str]:
    """Who has a folder and is not in the class list, where there is one."""
    students, listed = everybody(classroom)
    return [name for name in students if listed and name not in listed]


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
