"""What each student handed in for each assignment, whatever they called it."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grading.class_list import ClassList, alike, class_list
from grading.course import CourseError

# bytes of a file that are read: a notebook full of figures has a tenth of it
LARGEST = 50 * 2**20
MOST_FILES = 20
# what macOS and Office leave beside files; hidden names are skipped as well
NOT_WORK = ("__macosx", "~$")


@dataclass(frozen=True)
class Submission:
    """The notebooks that a student handed in for an assignment: where they lie, by file
    name; none if it is missing.
    """

    student: str
    assignment: str
    files: dict[str, Path]
    passed_over: tuple[str, ...] = ()  # what is called like a notebook, and is no file

    def contents(self) -> dict[str, bytes]:
        """What is in the files; of one that is too large its first bytes.

        Raises nothing.
        """
        read = {name: _read(path) for name, path in self.files.items()}
        return {name: content for name, content in read.items() if content is not None}

    def digest(self) -> str:
        """A hash of all that was handed in; one file after the other is read for it."""
        whole = hashlib.sha256(
            repr((self.student, self.assignment, self.passed_over)).encode()
        )
        for name, path in self.files.items():
            content = hashlib.sha256(_read(path) or b"").hexdigest()
            whole.update(repr((name, content)).encode(errors="surrogatepass"))
        return whole.hexdigest()


def collect(
    classroom: Path, assignments: list[str], student: str | None = None
) -> list[Submission]:
    """Every student's submission of every assignment, in this order: by assignment,
    then by student.

    They lie in classroom/submitted/<student>/<assignment>/, or one folder deeper. Links
    are not followed: they could lead to somebody else's work. Who is in the class list,
    classroom/students.csv, and has no folder, has handed in nothing. Raises
    `CourseError` where there is no class, or none of the named student, or the list is
    none.
    """
    students, _ = everybody(classroom)
    if student and student not in students:
        raise CourseError(f"{classroom / 'submitted'} holds nothing of {student}.")
    return [
        _submission(name, assignment, folder)
        for assignment in sorted(assignments)
        for name, folder in students.items()
        if student in (None, name)
    ]


def everybody(classroom: Path) -> tuple[dict[str, Path | None], ClassList | None]:
    """All students by name, each with their folder or None, and the class list or None.

    Raises as `collect` does.
    """
    submitted = classroom / "submitted"
    if not submitted.is_dir():
        raise CourseError(
            f"There is no class in {classroom}: expected submissions as"
            f" {submitted}/<student>/<assignment>/*.ipynb."
        )
    folders = {folder.name: folder for folder in _folders(submitted)}
    odd = [name for name in folders if not name.isprintable()]
    if odd:
        raise CourseError(
            f"Rename the folder {odd[0]!r} in {submitted}: it holds what cannot be"
            " printed."
        )
    if not folders:
        raise CourseError(_no_students(submitted))
    listed, there = class_list(classroom, list(folders)), set(map(alike, folders))
    absent = (
        {name: None for name in listed.students if alike(name) not in there}
        if listed
        else {}
    )
    return dict(sorted((folders | absent).items())), listed


def _no_students(submitted: Path) -> str:
    """What lies in a folder without students' folders, and what should."""
    files = [path for path in _entries(submitted) if _is_named_as_notebook(path)]
    if not files:
        return f"{submitted} holds nothing of any student."
    return (
        f"{submitted} holds {len(files)} notebooks and no folders, as an LMS's download"
        f" does. Move each to {submitted}/<student>/<assignment>/, where <student> is a"
        " name of your class list."
    )


def unlisted(classroom: Path) -> list[str]:
    """Who has a folder and is not in the class list, where there is one."""
    students, listed = everybody(classroom)
    return [name for name in students if listed and name not in listed]


def _submission(student: str, assignment: str, folder: Path | None) -> Submission:
    """The notebooks in a student's folder of the assignment, and one folder deeper,
    under their paths in there.
    """
    if folder is None:
        return Submission(student, assignment, {})
    inners = _folders(folder)
    handed_in = [
        inner
        for inner in inners
        if inner.name.strip().casefold() == assignment.casefold()
    ]
    deeper = [inner for outer in handed_in for inner in _folders(outer)]
    paths = [
        path
        for inner in handed_in + deeper
        for path in _entries(inner)
        if _is_named_as_notebook(path)
    ]
    # else two files may have the same path in their folders
    alone = len(handed_in) == 1
    named = {
        str(path.relative_to(handed_in[0] if alone else folder)): path for path in paths
    }
    files = {
        name: path
        for name, path in named.items()
        if path.is_file() and not path.is_symlink()
    }
    return Submission(
        student,
        assignment,
        dict(list(files.items())[:MOST_FILES]),
        (
            *(
                f"{name} is {_kind(path)}"
                for name, path in named.items()
                if name not in files
            ),
            *_too_many(files),
        ),
    )


def _kind(path: Path) -> str:
    return (
        "a link"
        if path.is_symlink()
        else "a folder"
        if path.is_dir()
        else "no plain file"
    )


def _too_many(files: dict[str, Path]) -> list[str]:
    """What is to be said of more files than are read."""
    more = len(files) - MOST_FILES
    return (
        [f"{more} more notebooks than the {MOST_FILES} that are read"]
        if more > 0
        else []
    )


def _is_named_as_notebook(path: Path) -> bool:
    return path.name.strip().lower().endswith(".ipynb")


def _folders(folder: Path) -> list[Path]:
    return [
        path for path in _entries(folder) if path.is_dir() and not path.is_symlink()
    ]


def _entries(folder: Path) -> Iterator[Path]:
    """What lies in a folder, by name, without hidden files and what systems leave
    behind.
    """
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return
    for path in paths:
        if not path.name.startswith(".") and not path.name.lower().startswith(NOT_WORK):
            yield path


def _read(path: Path) -> bytes | None:
    """The content of a plain file, and a byte more than is read of one that is too
    large; None of anything else.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(LARGEST + 1)
    except OSError:
        return None
    finally:
        os.close(descriptor)
